using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Backends;

/// <summary>
/// Encrypts the secret that follows under a key that only the holder of the secret before can derive, so that a
/// concurrent or repeated refresh gets the identical successor while a reader of the storage gets nothing.
/// </summary>
/// <remarks>For authors of backends: it goes into <see cref="ReplacedSecret.SealedSuccessor"/>.</remarks>
public static class SuccessorSeal
{
    /// <summary>The length of a seal: 48 bytes.</summary>
    public const int ByteLength = SessionSecret.ByteLength + TagBytes;

    private const int TagBytes = 16;

    /// <summary>Seals a secret for whoever holds the one before. A secret seals one successor in its life.</summary>
    /// <param name="successor">The secret that follows.</param>
    /// <param name="presented">The secret that it follows.</param>
    public static byte[] Close(SessionSecret successor, SessionSecret presented)
    {
        var seal = new byte[ByteLength];
        using var cipher = Cipher(presented);
        cipher.Encrypt(Nonce, successor.Bytes, seal.AsSpan(0, SessionSecret.ByteLength), seal.AsSpan(^TagBytes..));
        return seal;
    }

    /// <summary>Opens a seal.</summary>
    /// <param name="seal">What <see cref="Close"/> made.</param>
    /// <param name="presented">The secret that the sealed one follows.</param>
    /// <exception cref="SessionRecordUnreadableException">The seal is damaged or was made for another secret.</exception>
    public static SessionSecret Open(ReadOnlySpan<byte> seal, SessionSecret presented)
    {
        if (seal.Length != ByteLength)
            throw new SessionRecordUnreadableException("The sealed successor of a secret is damaged.");
        Span<byte> secret = stackalloc byte[SessionSecret.ByteLength];
        using var cipher = Cipher(presented);
        try
        {
            cipher.Decrypt(Nonce, seal[..SessionSecret.ByteLength], seal[SessionSecret.ByteLength..], secret);
        }
        catch (CryptographicException exception)
        {
            throw new SessionRecordUnreadableException("The sealed successor of a secret is damaged.", exception);
        }

        return new SessionSecret(secret);
    }

    /// <summary>A key encrypts one successor in its life (a secret is replaced once), so the nonce may stand still.</summary>
    private static ReadOnlySpan<byte> Nonce => "\0\0\0\0\0\0\0\0\0\0\0\0"u8;

    private static AesGcm Cipher(SessionSecret presented)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, presented.Bytes, key, salt: [], "session-manager successor"u8);
        return new AesGcm(key, TagBytes);
    }
}
