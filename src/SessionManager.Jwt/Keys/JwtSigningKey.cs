using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace SessionManager.Jwt.Keys;

/// <summary>
/// A key that signs access tokens, or with its public half alone only verifies them. It is bound to one algorithm, so no
/// token can choose another for it. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// To rotate: add the new key with an <see cref="ActivatesAt"/> ahead, so that everybody who verifies has it before the
/// first token; and keep the old one, with a <see cref="RetiresAt"/> no sooner than the life of an access token after that.
/// </remarks>
public sealed class JwtSigningKey
{
    private JwtSigningKey(
        string keyId,
        JwtAlgorithm algorithm,
        SecurityKey key,
        bool canSign,
        int signatureBytes,
        string? weakness,
        DateTimeOffset? activatesAt,
        DateTimeOffset? retiresAt
    )
    {
        KeyId = keyId;
        Algorithm = algorithm;
        AlgorithmName = algorithm.ToString();
        key.KeyId = keyId;
        // IdentityModel remembers what verifies by key id alone: of two keys with one id, one would verify for the other.
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        Key = key;
        CanSign = canSign;
        SignatureBytes = signatureBytes;
        Weakness = weakness;
        ActivatesAt = activatesAt;
        RetiresAt = retiresAt;
    }

    /// <summary>The name of the key in the header of a token, <c>kid</c>. Not secret.</summary>
    public string KeyId { get; }

    /// <summary>The one algorithm it is used with.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>From when on it signs: of several, the one activated last. Null for ever since.</summary>
    public DateTimeOffset? ActivatesAt { get; }

    /// <summary>From when on its tokens are refused; null for never.</summary>
    public DateTimeOffset? RetiresAt { get; }

    /// <summary>Whether the half that signs is here.</summary>
    public bool CanSign { get; }

    internal string AlgorithmName { get; }

    internal SecurityKey Key { get; }

    internal int SignatureBytes { get; }

    /// <summary>Why it must not be used; null when it may.</summary>
    internal string? Weakness { get; }

    /// <summary>A secret for <see cref="JwtAlgorithm.HS256"/>: at least 32 bytes from a random number generator, never a password.</summary>
    /// <param name="keyId">A name for it, 1 to 64 letters, digits, hyphens, dots and underscores.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="activatesAt">From when on it signs; null for ever since.</param>
    /// <param name="retiresAt">From when on its tokens are refused; null for never.</param>
    public static JwtSigningKey FromSecret(
        string keyId,
        ReadOnlySpan<byte> secret,
        DateTimeOffset? activatesAt = null,
        DateTimeOffset? retiresAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(keyId);
        return new JwtSigningKey(
            keyId,
            JwtAlgorithm.HS256,
            // IdentityModel throws on an empty secret before anybody can say what to do about it.
            new SymmetricSecurityKey(secret.IsEmpty ? new byte[1] : secret.ToArray()),
            canSign: true,
            SHA256.HashSizeInBytes,
            secret.Length < KeyStrength.SecretBytes
                ? $"its secret has {secret.Length} bytes, and HS256 needs at least {KeyStrength.SecretBytes}"
                : null,
            activatesAt,
            retiresAt
        );
    }

    /// <summary>An RSA key, of at least 3072 bits.</summary>
    /// <param name="key">The key. It is used for as long as the host runs: do not dispose it.</param>
    /// <param name="algorithm"><see cref="JwtAlgorithm.RS256"/> or <see cref="JwtAlgorithm.PS256"/>.</param>
    /// <param name="keyId">A name for it; null for its thumbprint (RFC 7638).</param>
    /// <param name="activatesAt">From when on it signs; null for ever since.</param>
    /// <param name="retiresAt">From when on its tokens are refused; null for never.</param>
    /// <exception cref="ArgumentException">The algorithm is not one of RSA.</exception>
    public static JwtSigningKey FromRsa(
        RSA key,
        JwtAlgorithm algorithm,
        string? keyId = null,
        DateTimeOffset? activatesAt = null,
        DateTimeOffset? retiresAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        if (algorithm is not (JwtAlgorithm.RS256 or JwtAlgorithm.PS256))
            throw new ArgumentException("An RSA key goes with RS256 or PS256.", nameof(algorithm));
        return new JwtSigningKey(
            keyId ?? KeyThumbprint.Of(key),
            algorithm,
            new RsaSecurityKey(key),
            KeyStrength.CanSign(() => key.SignData([0], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            (key.KeySize + 7) / 8,
            key.KeySize < KeyStrength.RsaBits
                ? $"it has {key.KeySize} bits, and RSA needs at least {KeyStrength.RsaBits}"
                : null,
            activatesAt,
            retiresAt
        );
    }

    /// <summary>A key on the curve P-256, for <see cref="JwtAlgorithm.ES256"/>.</summary>
    /// <param name="key">The key. It is used for as long as the host runs: do not dispose it.</param>
    /// <param name="keyId">A name for it; null for its thumbprint (RFC 7638).</param>
    /// <param name="activatesAt">From when on it signs; null for ever since.</param>
    /// <param name="retiresAt">From when on its tokens are refused; null for never.</param>
    public static JwtSigningKey FromECDsa(
        ECDsa key,
        string? keyId = null,
        DateTimeOffset? activatesAt = null,
        DateTimeOffset? retiresAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(key);
        return new JwtSigningKey(
            keyId ?? KeyThumbprint.Of(key),
            JwtAlgorithm.ES256,
            new ECDsaSecurityKey(key),
            KeyStrength.CanSign(() => key.SignData([0], HashAlgorithmName.SHA256)),
            64,
            KeyStrength.IsP256(key) ? null : "it is not on the curve P-256, which ES256 requires",
            activatesAt,
            retiresAt
        );
    }

    /// <summary>A private or public key as PEM text.</summary>
    /// <param name="pem">The text, unencrypted.</param>
    /// <param name="algorithm">RS256, PS256 or ES256.</param>
    /// <param name="keyId">A name for it; null for its thumbprint (RFC 7638).</param>
    /// <param name="activatesAt">From when on it signs; null for ever since.</param>
    /// <param name="retiresAt">From when on its tokens are refused; null for never.</param>
    /// <exception cref="ArgumentException">The text is not such a key.</exception>
    public static JwtSigningKey FromPem(
        string pem,
        JwtAlgorithm algorithm,
        string? keyId = null,
        DateTimeOffset? activatesAt = null,
        DateTimeOffset? retiresAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (algorithm == JwtAlgorithm.ES256)
            return FromECDsa(Import(ECDsa.Create(), pem), keyId, activatesAt, retiresAt);
        if (algorithm == JwtAlgorithm.HS256)
            throw new ArgumentException("A secret is not PEM: use FromSecret.", nameof(algorithm));
        return FromRsa(Import(RSA.Create(), pem), algorithm, keyId, activatesAt, retiresAt);
    }

    /// <summary>Only the id and the algorithm.</summary>
    public override string ToString() => $"{AlgorithmName} key {KeyId}";

    internal bool IsRetiredAt(DateTimeOffset now) => now >= RetiresAt;

    internal bool IsActiveAt(DateTimeOffset now) => ActivatesAt is null || now >= ActivatesAt;

    private static TKey Import<TKey>(TKey key, string pem)
        where TKey : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ArgumentException(
                "The text is not an unencrypted PEM key of the algorithm's kind.",
                nameof(pem),
                exception
            );
        }
    }
}
