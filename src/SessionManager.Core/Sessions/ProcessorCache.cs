using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SessionManager.Sessions;

/// <summary>
/// Asks the processor for an object that will be read soon. Unlike a read, that holds up nothing behind it: the wait,
/// about a tenth of a microsecond, passes while something else is computed. Where there is no such instruction nothing
/// happens.
/// </summary>
internal static class ProcessorCache
{
    private const int Line = 64;

    /// <summary>Asks for an object of about this many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(object target, int length)
    {
        if (!Sse.IsSupported)
            return;
        // As a number, because the address of a field is only given out after a look whether there is an object, and that
        // look waits. The object may be moved meanwhile: then memory is fetched that nobody needs, and no harm is done.
        var address = (byte*)Unsafe.As<object, nint>(ref target);
        for (var offset = 0; offset < length; offset += Line)
            Sse.Prefetch0(address + offset);
    }
}
