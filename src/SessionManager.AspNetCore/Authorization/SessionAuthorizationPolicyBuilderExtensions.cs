#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Authorization;
using SessionManager.AspNetCore;
using SessionManager.AspNetCore.Authorization;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Makes demands on the session part of a policy. Each names the session scheme.</summary>
public static class SessionAuthorizationPolicyBuilderExtensions
{
    /// <summary>Requires a valid session.</summary>
    /// <param name="policy">The policy.</param>
    public static AuthorizationPolicyBuilder RequireSession(this AuthorizationPolicyBuilder policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.AuthenticationSchemes.Contains(SessionDefaults.AuthenticationScheme))
            policy.AddAuthenticationSchemes(SessionDefaults.AuthenticationScheme);
        return policy.RequireAuthenticatedUser();
    }

    /// <summary>Requires a session with one of these roles.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="roles">The roles: any one of them will do.</param>
    public static AuthorizationPolicyBuilder RequireSessionRole(
        this AuthorizationPolicyBuilder policy,
        params string[] roles
    ) => policy.RequireSession().AddRequirements(new SessionRoleDemand(roles));

    /// <summary>Requires a session with all of these permissions.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="permissions">The permissions: every one of them.</param>
    public static AuthorizationPolicyBuilder RequireSessionPermission(
        this AuthorizationPolicyBuilder policy,
        params string[] permissions
    ) => policy.RequireSession().AddRequirements(new SessionPermissionDemand(permissions));

    /// <summary>Requires that the user has proved who they are within a time (RFC 9470).</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="maxAge">How old the proof may be: more than zero.</param>
    public static AuthorizationPolicyBuilder RequireFreshSession(
        this AuthorizationPolicyBuilder policy,
        TimeSpan maxAge
    ) => policy.RequireSession().AddRequirements(new SessionFreshnessDemand(maxAge));

    /// <summary>Requires another proof of who the user is where an enricher found the sign-in unusual (RFC 9470).</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="score">From what score on, 1 to 100.</param>
    public static AuthorizationPolicyBuilder RequireStepUpOnRisk(
        this AuthorizationPolicyBuilder policy,
        int score = 50
    ) => policy.RequireSession().AddRequirements(new SessionRiskDemand(score));
}
