using System.Security.Cryptography;

namespace SessionManager.Jwt.Keys;

/// <summary>What a key must have at least.</summary>
internal static class KeyStrength
{
    /// <summary>RFC 7518, 3.2: as much as the hash puts out.</summary>
    public const int SecretBytes = 32;

    public const int RsaBits = 3072;
    private const string P256 = "1.2.840.10045.3.1.7";

    public static bool IsP256(ECDsa key) =>
        key.KeySize == 256
        && key.ExportParameters(includePrivateParameters: false).Curve.Oid is { } oid
        && (oid.Value ?? Oid.FromFriendlyName(oid.FriendlyName!, OidGroup.PublicKeyAlgorithm).Value) == P256;

    /// <summary>Tries it: keys in hardware sign and show nothing of themselves.</summary>
    public static bool CanSign(Func<byte[]> sign)
    {
        try
        {
            return sign().Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
