using System.Globalization;
using System.Security.Claims;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// Makes the principal of a session. Each request gets its own, since host code may add to it: what one request adds
/// must not show in another.
/// </summary>
internal static class SessionPrincipal
{
    public static ClaimsPrincipal Create(UserSession session)
    {
        var identity = new ClaimsIdentity(SessionDefaults.AuthenticationScheme, ClaimTypes.Name, ClaimTypes.Role);
        Add(identity, ClaimTypes.NameIdentifier, session.UserId);
        Add(identity, SessionClaimTypes.UserId, session.UserId);
        Add(identity, ClaimTypes.Name, session.UserName ?? session.UserId);
        Add(identity, SessionClaimTypes.SessionId, session.Id.ToString());
        Add(
            identity,
            SessionClaimTypes.AuthenticatedAt,
            session.AuthenticatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ClaimValueTypes.Integer64
        );
        AddAll(identity, ClaimTypes.Role, session.Roles);
        AddAll(identity, SessionClaimTypes.Permission, session.Permissions);
        AddAll(identity, SessionClaimTypes.AuthenticationMethod, session.AuthenticationMethods);
        return new ClaimsPrincipal(identity);
    }

    private static void AddAll(ClaimsIdentity identity, string type, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
            Add(identity, type, values[i]);
    }

    private static void Add(
        ClaimsIdentity identity,
        string type,
        string value,
        string valueType = ClaimValueTypes.String
    ) =>
        identity.AddClaim(
            new Claim(type, value, valueType, ClaimsIdentity.DefaultIssuer, ClaimsIdentity.DefaultIssuer, identity)
        );
}
