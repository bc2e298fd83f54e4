using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SessionManager.Sessions;

/// <summary>32 bytes in place, so that a secret or a hash costs no array of its own.</summary>
[InlineArray(32)]
internal struct Bytes32
{
#pragma warning disable IDE0044, RCS1213, CA1823, MA0166 // the one field is the element that the runtime repeats
    private byte _first;
#pragma warning restore IDE0044, RCS1213, CA1823, MA0166
}

internal static class MemoryAccess
{
    public static ReadOnlySpan<byte> AsSpan(ref readonly Bytes32 bytes) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Bytes32, byte>(ref Unsafe.AsRef(in bytes)), 32);
}
