using System.Collections.Frozen;

namespace SessionManager.Jwt.Tokens;

/// <summary>The names in an access token.</summary>
internal static class AccessTokenClaims
{
    /// <summary>What the header says of its kind (RFC 9068), so that no other signed token passes for one.</summary>
    public const string Type = "at+jwt";

    public const string Subject = "sub";
    public const string Session = "sid";
    public const string TokenId = "jti";
    public const string IssuedAt = "iat";
    public const string NotBefore = "nbf";
    public const string Expires = "exp";
    public const string Issuer = "iss";
    public const string Audience = "aud";
    public const string Roles = "roles";
    public const string Permissions = "permissions";
    public const string Name = "name";
    public const string AuthenticatedAt = "auth_time";
    public const string AuthenticationMethods = "amr";
    public const string Generation = "gen";

    /// <summary>The names that a host cannot give to claims of its own.</summary>
    public static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        Subject,
        Session,
        TokenId,
        IssuedAt,
        NotBefore,
        Expires,
        Issuer,
        Audience,
        Roles,
        Permissions,
        Name,
        AuthenticatedAt,
        AuthenticationMethods,
        Generation
    );
}
