using Microsoft.Extensions.Logging;
using SessionManager.Management;

namespace SessionManager.AspNetCore.Authentication;

internal sealed partial class SessionAuthenticator
{
    [LoggerMessage(
        EventId = 2101,
        EventName = "CredentialRefused",
        Level = LogLevel.Debug,
        Message = "A session credential was refused: {Reason} ({Transport})"
    )]
    private partial void LogRefused(SessionVerdictReason reason, SessionTransport transport);

    [LoggerMessage(
        EventId = 2102,
        EventName = "CredentialsAmbiguous",
        Level = LogLevel.Information,
        Message = "A request carries more than one session credential and is answered with 400"
    )]
    private partial void LogAmbiguous();

    [LoggerMessage(
        EventId = 2103,
        EventName = "SessionUnavailable",
        Level = LogLevel.Warning,
        Message = "The session of a request could not be looked up; nobody is authenticated"
    )]
    private partial void LogUnavailable(Exception exception);
}
