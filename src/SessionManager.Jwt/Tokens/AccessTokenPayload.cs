using System.Text.Json;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tokens;

/// <summary>Reads the claims of a token whose signature is good. All that an access token has must be there.</summary>
internal sealed class AccessTokenPayload(JwtSessionOptions options)
{
    /// <param name="json">The payload.</param>
    /// <param name="key">The key that signed it.</param>
    /// <param name="latest">The latest moment at which it may have been issued.</param>
    /// <returns>What it says; null when it is not an access token of ours.</returns>
    public VerifiedAccessToken? Read(byte[] json, JwtSigningKey key, DateTimeOffset latest) =>
        StrictJson.Read(json, claims => Read(claims, key, latest));

    private VerifiedAccessToken? Read(JsonElement claims, JwtSigningKey key, DateTimeOffset latest)
    {
        if (
            !Is(claims, AccessTokenClaims.Issuer, options.Issuer)
            || !Is(claims, AccessTokenClaims.Audience, options.Audience)
            || StrictJson.Text(claims, AccessTokenClaims.Subject) is not { } userId
            || StrictJson.Text(claims, AccessTokenClaims.TokenId) is null
            || !SessionId.TryParse(StrictJson.Text(claims, AccessTokenClaims.Session), out var id)
            || CanonicalBase64Url.Decode(StrictJson.Text(claims, AccessTokenClaims.Generation))
                is not { Length: Generation.ByteLength } generation
            || StrictJson.Time(claims, AccessTokenClaims.IssuedAt) is not { } issuedAt
            || StrictJson.Time(claims, AccessTokenClaims.NotBefore) is not { } notBefore
            || StrictJson.Time(claims, AccessTokenClaims.Expires) is not { } expires
            || issuedAt > latest
        )
        {
            return null;
        }

        UserSession? vouched = null;
        if (options.Mode == JwtValidationMode.SignatureOnly)
        {
            vouched = Vouched(claims, id, userId, issuedAt, expires);
            if (vouched is null)
                return null;
        }

        return new VerifiedAccessToken
        {
            Key = key,
            Id = id,
            Generation = Generation.Of(generation),
            NotBefore = notBefore,
            Expires = expires,
            Vouched = vouched,
        };
    }

    /// <summary>The session as far as the token tells it: it ends with the token, and was last used when that was issued.</summary>
    private static UserSession? Vouched(
        JsonElement claims,
        SessionId id,
        string userId,
        DateTimeOffset issuedAt,
        DateTimeOffset expires
    )
    {
        if (
            StrictJson.Time(claims, AccessTokenClaims.AuthenticatedAt) is not { } authenticatedAt
            || StrictJson.Texts(claims, AccessTokenClaims.Roles) is not { } roles
            || StrictJson.Texts(claims, AccessTokenClaims.Permissions) is not { } permissions
            || StrictJson.Texts(claims, AccessTokenClaims.AuthenticationMethods) is not { } methods
        )
        {
            return null;
        }

        return new UserSession
        {
            Id = id,
            UserId = userId,
            UserName = StrictJson.Text(claims, AccessTokenClaims.Name),
            Roles = roles,
            Permissions = permissions,
            CreatedAt = issuedAt,
            LastActivityAt = issuedAt,
            AuthenticatedAt = authenticatedAt,
            AuthenticationMethods = methods,
            ExpiresAt = expires,
            AbsoluteExpiresAt = expires,
            IdleTimeout = expires > issuedAt ? expires - issuedAt : TimeSpan.FromSeconds(1),
            IsSliding = false,
        };
    }

    private static bool Is(JsonElement claims, string name, string expected) =>
        string.Equals(StrictJson.Text(claims, name), expected, StringComparison.Ordinal);
}
