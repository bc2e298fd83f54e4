using SessionManager.Management;
using SessionManager.Storage;

namespace WebApp.Endpoints;

/// <summary>When a token may be in other hands: one user's, or everybody's.</summary>
internal static class RotationEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/tokens/rotate", (Delegate)RotateOwnAsync).RequireSession().RequireRateLimiting(Limits.Rotation);
        app.MapPost("/tokens/rotate-all", RotateAllAsync)
            .RequireSessionRole("admin")
            .RequireFreshSession(TimeSpan.FromMinutes(10))
            .RequireRateLimiting(Limits.Rotation);
    }

    /// <summary>The user's other sessions end, and this one gets a new secret.</summary>
    private static async Task<IResult> RotateOwnAsync(HttpContext http)
    {
        await http.ReportSessionSecurityEventAsync(
            SessionSecurityEventKind.Manual,
            http.GetUserSession()!.UserId,
            keepCurrent: true
        );
        return await http.RotateSessionAsync();
    }

    /// <summary>Every session but the admin's ends, user by user, each with an entry in the audit trail.</summary>
    private static async Task<Ended> RotateAllAsync(HttpContext http, ISessionManager sessions)
    {
        var count = 0;
        var query = new SessionQuery
        {
            Filters = new SessionFilters { ActiveOnly = true },
            Limit = 1000,
        };
        while (true)
        {
            var page = await sessions.QueryAsync(query, http.RequestAborted);
            foreach (var userId in page.Sessions.Select(session => session.UserId).Distinct())
                count += await http.ReportSessionSecurityEventAsync(
                    SessionSecurityEventKind.Manual,
                    userId,
                    keepCurrent: true
                );
            if (page.Next is not { } next)
                return new Ended(count);
            query = query with { After = next };
        }
    }
}
