using Microsoft.Extensions.Logging;

namespace SessionManager.AspNetCore.Pipeline;

internal sealed partial class SessionManagerMiddleware
{
    [LoggerMessage(
        EventId = 2201,
        EventName = "RequestUnavailable",
        Level = LogLevel.Error,
        Message = "A request needed the session storage or the audit trail, which failed; answered with 503"
    )]
    private partial void LogFailed(Exception exception);
}
