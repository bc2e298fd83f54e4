using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Mcp.Answers;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tools;

/// <summary>
/// <c>delete_session {session_id?, user_id?, all=false, exclude_current=true}</c>: ends one session, all one's own, or
/// as an admin all of a user.
/// </summary>
internal sealed class DeleteSessionTool(ILogger<DeleteSessionTool>? logger = null)
    : SessionTool(Description, SessionToolError.Delete, logger)
{
    private const string All = "all";
    private const string ExcludeCurrent = "exclude_current";

    private static Tool Description { get; } =
        new()
        {
            Name = "delete_session",
            Title = "End sessions",
            Description =
                "Ends sessions at once and for good. Give exactly one target: session_id for one session, all=true for "
                + "all sessions of the caller, or user_id for all sessions of a user (admins; users may name "
                + "themselves). With all or user_id the session of this call stays unless exclude_current is false.",
            InputSchema = SessionToolSchema.Parse(
                """
                {
                  "type": "object",
                  "properties": {
                    "session_id": {
                      "type": "string",
                      "minLength": 1,
                      "description": "The session to end, current or not. Not together with user_id or all."
                    },
                    "user_id": {
                      "type": "string",
                      "minLength": 1,
                      "description": "The user whose sessions all end. Only an admin may name somebody else."
                    },
                    "all": {
                      "type": "boolean",
                      "default": false,
                      "description": "End all sessions of the caller, or of user_id when that is given."
                    },
                    "exclude_current": {
                      "type": "boolean",
                      "default": true,
                      "description": "Whether the session of this call stays when many end. Without effect on session_id."
                    }
                  },
                  "additionalProperties": false
                }
                """
            ),
            OutputSchema = SessionToolSchema.Answer(SessionToolSchema.Count),
            Annotations = new()
            {
                ReadOnlyHint = false,
                DestructiveHint = true,
                IdempotentHint = true,
                OpenWorldHint = false,
            },
        };

    protected override async ValueTask<SessionToolAnswer> AnswerAsync(
        ICallerSessions sessions,
        SessionToolArguments arguments,
        CancellationToken cancellationToken
    )
    {
        // A misspelt user_id beside all=true would end the sessions of the admin who sent it.
        if (arguments.HasOtherThan(SessionToolSchema.SessionId, SessionToolSchema.UserId, All, ExcludeCurrent))
            return Invalid("The arguments are session_id, user_id, all and exclude_current.");
        if (!arguments.TryGetText(SessionToolSchema.SessionId, out var sessionId) || sessionId is { Length: 0 })
            return Invalid("session_id must be a text that is not empty.");
        if (!arguments.TryGetText(SessionToolSchema.UserId, out var userId) || userId is { Length: 0 })
            return Invalid("user_id must be a text that is not empty.");
        if (!arguments.TryGetFlag(All, out var all) || !arguments.TryGetFlag(ExcludeCurrent, out var excludeCurrent))
            return Invalid("all and exclude_current must be true or false.");

        if (sessionId is not null)
        {
            return userId is not null || all is true
                ? Invalid("session_id ends one session: give it without user_id and all.")
                : await EndOneAsync(sessions, sessionId, cancellationToken).ConfigureAwait(false);
        }

        if (userId is not null && all is false)
            return Invalid("user_id ends all sessions of the user: leave all out, or say true.");
        if (userId is null && all is not true)
            return SessionToolAnswer.Failed(SessionToolError.MissingParam, "Give session_id, user_id or all=true.");
        var ended = await sessions
            .TerminateAllAsync(userId, excludeCurrent ?? true, reason: null, cancellationToken)
            .ConfigureAwait(false);
        return ended.Outcome == SessionOutcome.Success ? Ended(ended.Value) : Refusal(ended);
    }

    private async ValueTask<SessionToolAnswer> EndOneAsync(
        ICallerSessions sessions,
        string text,
        CancellationToken cancellationToken
    )
    {
        if (!SessionId.TryParse(text, out var id))
            return SessionToolAnswer.NotFound;
        var result = await sessions.TerminateAsync(id, reason: null, cancellationToken).ConfigureAwait(false);
        return result.Outcome switch
        {
            SessionOutcome.Success => Ended(1),
            // What was asked for holds already, and nothing was done: the count says so.
            SessionOutcome.Ended => Ended(0),
            _ => Refusal(result),
        };
    }

    private static SessionToolAnswer Ended(int count) =>
        SessionToolAnswer.Done(
            $"Terminated {count} session(s)",
            new SessionCount(count),
            SessionToolsJson.Default.SessionCount
        );

    private static SessionToolAnswer Invalid(string message) =>
        SessionToolAnswer.Failed(SessionToolError.InvalidParam, message);
}
