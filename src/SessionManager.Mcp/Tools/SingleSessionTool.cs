using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Mcp.Answers;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tools;

/// <summary>A tool whose one argument names a session, and whose answer shows it.</summary>
internal abstract class SingleSessionTool(Tool tool, string failure, TimeProvider time, ILogger? logger)
    : SessionTool(tool, failure, logger)
{
    protected sealed override async ValueTask<SessionToolAnswer> AnswerAsync(
        ICallerSessions sessions,
        SessionToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        if (!arguments.TryGetText(SessionToolSchema.SessionId, out var text) || string.IsNullOrEmpty(text))
            return SessionToolAnswer.Failed(SessionToolError.MissingParam, "session_id is required: a text.");
        // Nothing of another form was ever an id.
        if (!SessionId.TryParse(text, out var id))
            return SessionToolAnswer.NotFound;
        var result = await WorkAsync(sessions, id, cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? SessionToolAnswer.Done(
                DoneMessage,
                SessionView.Of(result.Value, sessions.Caller, time.GetUtcNow()),
                SessionToolsJson.Default.SessionView
            )
            : Refusal(result);
    }

    protected abstract string DoneMessage { get; }

    protected abstract ValueTask<SessionResult<UserSession>> WorkAsync(
        ICallerSessions sessions,
        SessionId id,
        CancellationToken cancellationToken
    );
}
