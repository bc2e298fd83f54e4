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

    [LoggerMessage(
        EventId = 2202,
        EventName = "RequestCrossSite",
        Level = LogLevel.Warning,
        Message = "A request with a session cookie came from a page of another origin and is answered with 403. If that page is yours, name it in CrossSite.TrustedOrigins"
    )]
    private partial void LogCrossSite();
}
