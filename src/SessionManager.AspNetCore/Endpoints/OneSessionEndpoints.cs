using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SessionManager.AspNetCore.Endpoints.Contracts;
using SessionManager.AspNetCore.Problems;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Endpoints;

/// <summary>What may be done with one session. Another's, a missing one and no id at all are answered alike.</summary>
internal static class OneSessionEndpoints
{
    /// <summary>More than any lifetime, and far from what a time can hold.</summary>
    private const long MaxSeconds = 100L * 366 * 24 * 60 * 60;

    public static Task<SessionAnswer<SessionResponse>> GetAsync(HttpContext context, string id) =>
        AnswerAsync(context, id, static (call, session) => call.Sessions.GetAsync(session, call.Cancellation));

    public static Task<SessionAnswer<SessionResponse>> TouchAsync(HttpContext context, string id) =>
        AnswerAsync(context, id, static (call, session) => call.Sessions.TouchAsync(session, call.Cancellation));

    public static async Task<SessionAnswer<SessionResponse>> ExtendAsync(HttpContext context, string id)
    {
        var body = await JsonBody
            .ReadAsync(context, SessionJsonContext.Default.ExtendSessionRequest)
            .ConfigureAwait(false);
        if (body is null)
            return new(SessionProblem.Unreadable);
        if (body.AdditionalSeconds <= 0)
        {
            const string message = "An extension must be more than zero seconds.";
            return new(SessionFault.Invalid(new SessionError("additional_seconds", message), message));
        }

        var by = TimeSpan.FromSeconds(Math.Min(body.AdditionalSeconds, MaxSeconds));
        return await AnswerAsync(
                context,
                id,
                (call, session) => call.Sessions.ExtendAsync(session, by, call.Cancellation)
            )
            .ConfigureAwait(false);
    }

    public static async Task<SessionAnswer<SessionResponse>> RenameAsync(HttpContext context, string id)
    {
        var body = await JsonBody
            .ReadAsync(context, SessionJsonContext.Default.RenameSessionRequest)
            .ConfigureAwait(false);
        return body is null
            ? new(SessionProblem.Unreadable)
            : await AnswerAsync(
                    context,
                    id,
                    (call, session) => call.Sessions.RenameAsync(session, body.Label, call.Cancellation)
                )
                .ConfigureAwait(false);
    }

    /// <summary>May be repeated: a session that is over stays so, and that is what was asked for.</summary>
    public static async Task<Results<NoContent, SessionProblem>> EndAsync(HttpContext context, string id)
    {
        var call = new SessionEndpointCall(context);
        if (!SessionId.TryParse(id, out var session))
            return SessionProblem.NotFound;
        var ended = await call.Sessions.TerminateAsync(session, reason: null, call.Cancellation).ConfigureAwait(false);
        if (ended.Outcome is not (SessionOutcome.Success or SessionOutcome.Ended))
            return SessionProblem.NotFound;
        if (session == call.Current.Id)
            await call.ForgetCookieAsync().ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<SessionAnswer<SessionResponse>> AnswerAsync(
        HttpContext context,
        string id,
        Func<SessionEndpointCall, SessionId, ValueTask<SessionResult<UserSession>>> act
    )
    {
        var call = new SessionEndpointCall(context);
        return SessionId.TryParse(id, out var session)
            ? call.Answer(await act(call, session).ConfigureAwait(false))
            : new(SessionProblem.NotFound);
    }
}
