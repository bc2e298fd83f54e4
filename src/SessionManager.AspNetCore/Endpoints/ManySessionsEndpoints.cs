using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>Endings in bulk, and counts.</summary>
internal static class ManySessionsEndpoints
{
    public static async Task<SessionAnswer<EndedSessionsResponse>> EndOthersAsync(HttpContext context)
    {
        var call = new SessionEndpointCall(context);
        return Count(
            await call
                .Sessions.TerminateAllAsync(userId: null, exceptCurrent: true, reason: null, call.Cancellation)
                .ConfigureAwait(false)
        );
    }

    public static async Task<SessionAnswer<EndedSessionsResponse>> EndOfUserAsync(HttpContext context, string userId)
    {
        var call = new SessionEndpointCall(context);
        var ended = await call
            .Sessions.TerminateAllAsync(userId, exceptCurrent: false, reason: null, call.Cancellation)
            .ConfigureAwait(false);
        if (ended.Succeeded && string.Equals(userId, call.Current.UserId, StringComparison.Ordinal))
            await call.ForgetCookieAsync().ConfigureAwait(false);
        return Count(ended);
    }

    /// <summary>Counts tell nothing of any one session, so a caller who is no admin is told that it is forbidden.</summary>
    public static async Task<SessionAnswer<SessionStatisticsResponse>> CountAsync(HttpContext context)
    {
        var call = new SessionEndpointCall(context);
        var counted = await call.Sessions.GetStatisticsAsync(call.Cancellation).ConfigureAwait(false);
        return counted.Succeeded ? new(SessionStatisticsResponse.Of(counted.Value)) : new(SessionProblem.Forbidden);
    }

    /// <summary>The session of the request, as it was validated a moment ago.</summary>
    public static SessionAnswer<SessionResponse> Validate(HttpContext context)
    {
        var call = new SessionEndpointCall(context);
        return new(SessionResponse.Of(call.Current, call.Current.Id, call.Now));
    }

    private static SessionAnswer<EndedSessionsResponse> Count(SessionResult<int> ended) =>
        ended.Succeeded
            ? new(new EndedSessionsResponse { Count = ended.Value })
            : new(SessionEndpointCall.Problem(ended));
}
