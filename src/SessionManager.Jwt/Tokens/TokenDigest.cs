using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SessionManager.Jwt.Tokens;

/// <summary>The SHA-256 of a token: what a remembered token is found by, so that none lies in memory to be read.</summary>
internal readonly struct TokenDigest : IEquatable<TokenDigest>
{
    [ThreadStatic]
    private static SHA256? s_hasher;

    private readonly Vector256<byte> _bytes;

    private TokenDigest(ReadOnlySpan<byte> bytes) => _bytes = Vector256.Create(bytes);

    public static TokenDigest Of(ReadOnlySpan<byte> token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // One a thread: the one-shot call makes and frees what this one keeps.
        var hasher = s_hasher ??= SHA256.Create();
        if (!hasher.TryComputeHash(token, hash, out _))
            throw new CryptographicException("SHA-256 gave no hash.");
        return new TokenDigest(hash);
    }

    public bool Equals(TokenDigest other) => _bytes == other._bytes;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TokenDigest other && Equals(other);

    public override int GetHashCode() => _bytes.AsInt32().GetElement(0);

    public override string ToString() => "[digest]";
}
