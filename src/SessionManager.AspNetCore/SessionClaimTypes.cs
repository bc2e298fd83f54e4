using System.Security.Claims;

namespace SessionManager.AspNetCore;

/// <summary>
/// The claims of a session's principal, beside <see cref="ClaimTypes.NameIdentifier"/>, <see cref="ClaimTypes.Name"/>
/// and <see cref="ClaimTypes.Role"/>.
/// </summary>
public static class SessionClaimTypes
{
    /// <summary>The user id.</summary>
    public const string UserId = "sub";

    /// <summary>The session id: the public handle, never a credential.</summary>
    public const string SessionId = "sid";

    /// <summary>A permission, one claim each.</summary>
    public const string Permission = "permission";

    /// <summary>When the user last proved who they are, in seconds since 1970.</summary>
    public const string AuthenticatedAt = "auth_time";

    /// <summary>How the user proved it, one claim each, in the words of RFC 8176.</summary>
    public const string AuthenticationMethod = "amr";
}
