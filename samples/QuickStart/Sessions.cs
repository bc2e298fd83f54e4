using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace QuickStart;

/// <summary>What users may do with their own sessions, and admins with anybody's: the rule is in <c>For(caller)</c>.</summary>
internal static class Sessions
{
    public static async Task<IResult> ListAsync(
        HttpContext http,
        ISessionManager sessions,
        TimeProvider time,
        string? user
    )
    {
        var current = http.GetUserSession()!;
        var filters = new SessionFilters { UserId = user ?? current.UserId, ActiveOnly = true };
        var found = await sessions.For(SessionCaller.Of(current)).QueryAsync(new() { Filters = filters });
        return found.Succeeded
            ? Results.Ok(found.Value.Sessions.Select(session => Row.Of(session, current.Id, time.GetUtcNow())))
            : Results.Problem("Only an admin sees another's sessions.", statusCode: StatusCodes.Status403Forbidden);
    }

    public static async Task<IResult> EndAsync(string id, HttpContext http, ISessionManager sessions)
    {
        var caller = SessionCaller.Of(http.GetUserSession()!);
        var done = SessionId.TryParse(id, out var session)
            ? (await sessions.For(caller).TerminateAsync(session)).Outcome
            : SessionOutcome.NotFound;
        // Another's session and none at all look the same; one that has ended stays ended.
        return done is SessionOutcome.Success or SessionOutcome.Ended
            ? Results.NoContent()
            : Results.Problem("There is no such session.", statusCode: StatusCodes.Status404NotFound);
    }

    public static async Task<Ended> EndOthersAsync(HttpContext http, ISessionManager sessions)
    {
        var caller = SessionCaller.Of(http.GetUserSession()!);
        var ended = await sessions.For(caller).TerminateAllAsync();
        return new Ended(ended.Value);
    }
}
