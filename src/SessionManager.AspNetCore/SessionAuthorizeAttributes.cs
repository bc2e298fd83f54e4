using Microsoft.AspNetCore.Authorization;
using SessionManager.AspNetCore.Authorization;

namespace SessionManager.AspNetCore;

/// <summary>Requires a valid session, by ASP.NET Core's authorization.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public class RequireSessionAttribute : Attribute, IAuthorizeData
{
    string? IAuthorizeData.Policy { get; set; }

    string? IAuthorizeData.Roles { get; set; }

    string? IAuthorizeData.AuthenticationSchemes { get; set; } = SessionDefaults.AuthenticationScheme;
}

/// <summary>Requires a session with one of these roles; 403 otherwise.</summary>
/// <param name="roles">The roles: any one of them will do.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireSessionRoleAttribute(params string[] roles)
    : RequireSessionAttribute,
        IAuthorizationRequirementData
{
    private readonly SessionRoleDemand _demand = new(roles);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [_demand];
}

/// <summary>Requires a session with all of these permissions; 403 otherwise.</summary>
/// <param name="permissions">The permissions: every one of them.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireSessionPermissionAttribute(params string[] permissions)
    : RequireSessionAttribute,
        IAuthorizationRequirementData
{
    private readonly SessionPermissionDemand _demand = new(permissions);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [_demand];
}

/// <summary>
/// Requires that the user has proved who they are within a time; otherwise 401 with
/// <c>error="insufficient_user_authentication"</c> (RFC 9470).
/// </summary>
/// <param name="maxAgeSeconds">How old the proof may be, in seconds: more than zero.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireFreshSessionAttribute(int maxAgeSeconds)
    : RequireSessionAttribute,
        IAuthorizationRequirementData
{
    private readonly SessionFreshnessDemand _demand = new(TimeSpan.FromSeconds(maxAgeSeconds));

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [_demand];
}

/// <summary>
/// Requires another proof of who the user is where an enricher found the sign-in unusual; until then 401 with
/// <c>error="insufficient_user_authentication"</c> (RFC 9470).
/// </summary>
/// <param name="score">From what score on, 1 to 100.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireStepUpOnRiskAttribute(int score = 50)
    : RequireSessionAttribute,
        IAuthorizationRequirementData
{
    private readonly SessionRiskDemand _demand = new(score);

    /// <inheritdoc/>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [_demand];
}
