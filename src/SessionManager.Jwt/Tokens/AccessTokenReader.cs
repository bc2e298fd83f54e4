using System.Buffers;
using System.Text;
using System.Text.Json;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.Tokens;

/// <summary>Reads access tokens: form, header, key, signature, claims and times, in this order, and nothing is trusted before.</summary>
/// <remarks>
/// The signature is IdentityModel's to check, and all else is checked here. The key alone says which algorithm it is for;
/// what a header says of keys elsewhere (<c>jku</c>, <c>x5u</c>, <c>jwk</c>) is not looked at; encrypted tokens have
/// five parts and are not read.
/// </remarks>
internal sealed class AccessTokenReader(JwtSessionOptions options, JwtKeyRing keys)
{
    /// <summary>Longer tokens are refused before anything is done with them.</summary>
    public const int MaximumLength = 8192;

    private const int UsualLength = 2048;
    private readonly AccessTokenPayload _payload = new(options);
    private readonly TimeSpan _skew = options.ClockSkew;

    public VerifiedTokenCache Cache { get; } = new(options.VerifiedTokenCacheSize);

    /// <summary>Reads a token.</summary>
    /// <param name="token">What was presented.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="isExpired">Whether it was good but for its time.</param>
    /// <returns>What it says; null when it is refused.</returns>
    public VerifiedAccessToken? Read(ReadOnlySpan<char> token, DateTimeOffset now, out bool isExpired)
    {
        isExpired = false;
        if (token.Length > MaximumLength)
            return null;
        var bytes = token.Length <= UsualLength ? stackalloc byte[UsualLength] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out var length) != OperationStatus.Done)
            return null;
        var digest = TokenDigest.Of(bytes[..length]);
        var ring = keys.Keys;
        var known = Cache.Find(digest);
        if (known is not null && !ring.Has(known.Key))
        {
            // The keys were read again since: the token is as good as the key of its name is now.
            Cache.Remove(digest);
            known = null;
        }

        var verified = known ?? Verify(token, bytes[..length], ring, now);
        if (verified is null)
            return null;
        isExpired = now >= verified.Expires + _skew;
        if (isExpired || verified.NotBefore > now + _skew || !IsGood(ring, verified.Key, now))
        {
            if (known is not null)
                Cache.Remove(digest);
            return null;
        }

        if (known is null)
            Cache.Add(digest, verified);
        return verified;
    }

    /// <summary>A key that another host activated is good here a little before the clock says so.</summary>
    private bool IsGood(JwtKeySet ring, JwtSigningKey key, DateTimeOffset now) =>
        ring.Has(key) && key.IsActiveAt(now + _skew) && !key.IsRetiredAt(now);

    private VerifiedAccessToken? Verify(
        ReadOnlySpan<char> token,
        ReadOnlySpan<byte> bytes,
        JwtKeySet ring,
        DateTimeOffset now
    )
    {
        var afterHeader = token.IndexOf('.');
        var afterPayload = token.LastIndexOf('.');
        if (afterHeader < 1 || afterPayload <= afterHeader + 1)
            return null;
        var payloadText = token[(afterHeader + 1)..afterPayload];
        if (
            payloadText.Contains('.')
            || Key(token[..afterHeader], ring) is not { } key
            || !IsGood(ring, key, now)
            || CanonicalBase64Url.Decode(token[(afterPayload + 1)..]) is not { } signature
            || signature.Length != key.SignatureBytes
            || !IsSigned(key, bytes[..afterPayload].ToArray(), signature)
            || CanonicalBase64Url.Decode(payloadText) is not { } payload
        )
        {
            return null;
        }

        return _payload.Read(payload, key, now + _skew);
    }

    /// <summary>The key that the header names, if the header is one of ours to the letter that matters.</summary>
    private static JwtSigningKey? Key(ReadOnlySpan<char> text, JwtKeySet ring) =>
        CanonicalBase64Url.Decode(text) is { } json ? StrictJson.Read(json, header => Key(header, ring)) : null;

    private static JwtSigningKey? Key(JsonElement header, JwtKeySet ring)
    {
        // An extension that must be understood (RFC 7515, 4.1.11) is not.
        if (
            header.TryGetProperty("crit", out _)
            || !string.Equals(StrictJson.Text(header, "typ"), AccessTokenClaims.Type, StringComparison.Ordinal)
            || StrictJson.Text(header, "kid") is not { } keyId
            || ring.Find(keyId) is not { } key
        )
        {
            return null;
        }

        return string.Equals(StrictJson.Text(header, "alg"), key.AlgorithmName, StringComparison.Ordinal) ? key : null;
    }

    private static bool IsSigned(JwtSigningKey key, byte[] signed, byte[] signature)
    {
        var factory = key.Key.CryptoProviderFactory;
        var provider = factory.CreateForVerifying(key.Key, key.AlgorithmName);
        try
        {
            return provider.Verify(signed, signature);
        }
#pragma warning disable CA1031 // Whatever a platform makes of a forged signature, it is not a good one.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
        finally
        {
            factory.ReleaseSignatureProvider(provider);
        }
    }
}
