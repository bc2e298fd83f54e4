using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Mcp.Answers;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tools;

/// <summary><c>update_session {session_id}</c>: records use, as a request with the session would.</summary>
internal sealed class UpdateSessionTool(TimeProvider time, ILogger<UpdateSessionTool>? logger = null)
    : SingleSessionTool(Description, SessionToolError.Update, time, logger)
{
    private static Tool Description { get; } =
        new()
        {
            Name = "update_session",
            Title = "Keep a session alive",
            Description =
                "Records that a session is in use now: its last activity moves, and its end with it where the policy "
                + "slides. Users update their own sessions; admins anybody's. A session that is over stays over.",
            InputSchema = SessionToolSchema.OneSession,
            OutputSchema = SessionToolSchema.Answer(SessionToolSchema.Session),
            // Not idempotent: every call moves the end.
            Annotations = new()
            {
                ReadOnlyHint = false,
                DestructiveHint = false,
                IdempotentHint = false,
                OpenWorldHint = false,
            },
        };

    protected override string DoneMessage => "Session updated";

    protected override ValueTask<SessionResult<UserSession>> WorkAsync(
        ICallerSessions sessions,
        SessionId id,
        CancellationToken cancellationToken
    ) => sessions.TouchAsync(id, cancellationToken);
}
