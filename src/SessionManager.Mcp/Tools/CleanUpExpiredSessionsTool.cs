using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Mcp.Answers;

namespace SessionManager.Mcp.Tools;

/// <summary><c>cleanup_expired_sessions {}</c>: marks and deletes as the cleanup service does. Admins only.</summary>
internal sealed class CleanUpExpiredSessionsTool(ILogger<CleanUpExpiredSessionsTool>? logger = null)
    : SessionTool(Description, SessionToolError.CleanUp, logger)
{
    private static Tool Description { get; } =
        new()
        {
            Name = "cleanup_expired_sessions",
            Title = "Clean up expired sessions",
            Description =
                "Marks the sessions whose time ran out as expired, and deletes history that is older than the server "
                + "keeps it. Admins only. Sessions whose time ran out are refused with or without it.",
            InputSchema = SessionToolSchema.Parse(
                """{ "type": "object", "properties": {}, "additionalProperties": false }"""
            ),
            OutputSchema = SessionToolSchema.Answer(SessionToolSchema.Count),
            // Destructive: old history goes.
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
        var result = await sessions.CleanUpAsync(cancellationToken).ConfigureAwait(false);
        return result.Succeeded
            ? SessionToolAnswer.Done(
                $"Marked {result.Value.Expired} session(s) expired",
                new SessionCount(result.Value.Expired),
                SessionToolsJson.Default.SessionCount
            )
            : Refusal(result);
    }
}
