using System.Security.Claims;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tests.Hosting;

/// <summary>As docs/mcp.md shows it.</summary>
internal sealed class ClaimsCaller : ISessionCallerAccessor
{
    public ValueTask<SessionCaller> GetCallerAsync(ClaimsPrincipal? user, CancellationToken cancellationToken) =>
        new(
            user?.Identity is ClaimsIdentity { IsAuthenticated: true } identity
                ? new SessionCaller(
                    user.FindFirst("sub")?.Value,
                    SessionId.TryParse(user.FindFirst("sid")?.Value, out var id) ? id : null,
                    [.. user.FindAll(identity.RoleClaimType).Select(claim => claim.Value)]
                )
                : SessionCaller.Anonymous
        );
}
