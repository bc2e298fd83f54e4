using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SessionManager.Sessions;

/// <summary>
/// The 256 random bits that prove a client owns a session. Known only to the client: storages keep
/// <see cref="Hash"/>. Text form: 43 base64url characters.
/// </summary>
/// <remarks><see cref="ToString"/> never shows the value; it leaves only through <see cref="TryFormat"/>.</remarks>
public readonly struct SessionSecret
{
    /// <summary>The length of the text form: 43 characters.</summary>
    public const int Length = 43;

    /// <summary>The length in bytes: 32.</summary>
    public const int ByteLength = 32;

    /// <summary>
    /// One a thread: with OpenSSL a tenth of the one-shot call goes into making and freeing what this one keeps.
    /// </summary>
    [ThreadStatic]
    private static SHA256? s_hasher;

    private readonly Bytes32 _bytes;

    /// <summary>Takes a secret as bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public SessionSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteLength)
            throw new ArgumentException("A secret is 32 bytes.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    /// <summary>The secret itself. Do not log, list or store it.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryAccess.AsSpan(in _bytes);

    /// <summary>Makes a new secret from the operating system's random number generator.</summary>
    public static SessionSecret Create()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        RandomNumberGenerator.Fill(bytes);
        return new SessionSecret(bytes);
    }

    /// <summary>Reads the text form. Only the one canonical spelling of a secret is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionSecret secret)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (text.Length == Length && TokenAlphabet.TryDecode(text, "AEIMQUYcgkosw048", bytes))
        {
            secret = new SessionSecret(bytes);
            return true;
        }

        secret = default;
        return false;
    }

    /// <summary>The SHA-256 of the 32 bytes: what a storage keeps.</summary>
    public SecretHash Hash()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var hasher = s_hasher ??= SHA256.Create();
        if (!hasher.TryComputeHash(Bytes, hash, out _))
            throw new CryptographicException("SHA-256 gave no hash.");
        return new SecretHash(hash);
    }

    /// <summary>Writes the 43 characters.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryFormat(Span<char> destination) =>
        destination.Length >= Length && Base64Url.TryEncodeToChars(Bytes, destination, out _);

    /// <summary>A placeholder: the secret must not reach a log.</summary>
    public override string ToString() => "[secret]";
}
