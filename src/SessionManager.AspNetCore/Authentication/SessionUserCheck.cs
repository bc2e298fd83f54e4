using Microsoft.Extensions.Logging;
using SessionManager.AspNetCore.Tickets;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// Asks the host whether the user of a good session may still use it, wherever a session lets somebody in or gets new
/// tokens, and ends the session when not.
/// </summary>
internal sealed partial class SessionUserCheck(
    ISessionManager sessions,
    ILogger<SessionUserCheck> logger,
    ISessionUserValidator? validator = null,
    SessionTickets? tickets = null
)
{
    private readonly ILogger<SessionUserCheck> _logger = logger;

    /// <summary>Whether there is anybody to ask.</summary>
    public bool IsNeeded => validator is not null;

    /// <summary>Whether the user may go on.</summary>
    public async ValueTask<bool> IsWelcomeAsync(UserSession session, CancellationToken cancellationToken)
    {
        if (validator is null)
            return true;
        var context = new SessionUserContext(session, tickets?.Read(session)?.Principal);
        if (await validator.IsValidAsync(context, cancellationToken).ConfigureAwait(false))
            return true;
        try
        {
            await sessions
                .TerminateAsync(
                    session.Id,
                    SessionTermination.System,
                    SessionEndReasons.SecurityEvent,
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (SessionStorageException exception)
        {
            // The answer stands: a token that needs no storage to be good needs none to be refused.
            LogNotEnded(exception, session.Id);
        }

        return false;
    }

    [LoggerMessage(
        EventId = 2104,
        EventName = "RefusedUserNotEnded",
        Level = LogLevel.Warning,
        Message = "The host refuses the user of session {SessionId}, and so was the request; but the session could not be ended. The next request tries again"
    )]
    private partial void LogNotEnded(Exception exception, SessionId sessionId);
}
