using Microsoft.Extensions.Logging;

namespace SessionManager.AspNetCore.Transports;

internal sealed partial class SessionCookie
{
    [LoggerMessage(
        EventId = 2001,
        EventName = "CookieRelaxed",
        Level = LogLevel.Warning,
        Message = "Development over plain http on this machine: the session cookie is written as {CookieName}, without Secure. Use https to see what production does."
    )]
    private partial void LogRelaxed(string cookieName);
}
