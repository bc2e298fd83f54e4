using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace SessionManager.Sessions;

/// <summary>The SHA-256 of a <see cref="SessionSecret"/>: the only form in which a secret is at rest.</summary>
public readonly struct SecretHash : IEquatable<SecretHash>
{
    /// <summary>The length in bytes: 32.</summary>
    public const int ByteLength = 32;

    private readonly Bytes32 _bytes;

    /// <summary>Takes a hash as bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public SecretHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new ArgumentException("A secret hash is 32 bytes.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryAccess.AsSpan(in _bytes);

    /// <summary>Compares in constant time.</summary>
    /// <remarks>
    /// The differences of all 256 bits at once, and one comparison of them with zero. The framework's comparison of spans goes byte
    /// by byte, unoptimized on purpose, and would take a fifth of the time of the hash itself.
    /// </remarks>
    public bool Equals(SecretHash other) =>
        (Vector256.Create(Bytes) ^ Vector256.Create(other.Bytes)) == Vector256<byte>.Zero;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SecretHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Bytes);

    /// <summary>A placeholder: also a hash has no place in a log.</summary>
    public override string ToString() => "[hash]";

    /// <summary>Whether both are the same hash, in constant time.</summary>
    public static bool operator ==(SecretHash left, SecretHash right) => left.Equals(right);

    /// <summary>Whether the hashes differ, in constant time.</summary>
    public static bool operator !=(SecretHash left, SecretHash right) => !left.Equals(right);
}
