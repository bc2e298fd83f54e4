using System.Security.Cryptography;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.Tests.Fixtures;

/// <summary>Keys to sign with. Those of RSA take long to make, so there is one for all tests.</summary>
internal static class TestKeys
{
    private static readonly Lazy<RSA> Rsa = new(static () => RSA.Create(3072));
    private static readonly Lazy<ECDsa> Curve = new(static () => ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static byte[] Secret { get; } = RandomNumberGenerator.GetBytes(32);

    public static RSA SharedRsa => Rsa.Value;

    public static ECDsa SharedCurve => Curve.Value;

    public static JwtSigningKey Of(
        JwtAlgorithm algorithm,
        string keyId = "key-1",
        DateTimeOffset? activatesAt = null,
        DateTimeOffset? retiresAt = null
    ) =>
        algorithm switch
        {
            JwtAlgorithm.HS256 => JwtSigningKey.FromSecret(keyId, Secret, activatesAt, retiresAt),
            JwtAlgorithm.ES256 => JwtSigningKey.FromECDsa(SharedCurve, keyId, activatesAt, retiresAt),
            _ => JwtSigningKey.FromRsa(SharedRsa, algorithm, keyId, activatesAt, retiresAt),
        };
}
