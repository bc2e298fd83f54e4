using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Backends;

/// <summary>
/// Encrypts the secret that follows under a key that only the holder of the secret before can derive, so that a
/// concurrent or repeated refresh gets the identical successor while a reader of the storage gets nothing.
/// </summary>
internal static class SuccessorSeal
{
    private const int TagBytes = 16;

    public static byte[] Close(SessionSecret successor, SessionSecret presented)
    {
        var seal = new byte[SessionSecret.ByteLength + TagBytes];
        using var cipher = Cipher(presented);
        cipher.Encrypt(Nonce, successor.Bytes, seal.AsSpan(0, SessionSecret.ByteLength), seal.AsSpan(^TagBytes..));
        return seal;
    }

    /// <exception cref="SessionRecordUnreadableException">The seal is damaged or was made for another secret.</exception>
    public static SessionSecret Open(ReadOnlySpan<byte> seal, SessionSecret presented)
    {
        if (seal.Length != SessionSecret.ByteLength + TagBytes)
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
