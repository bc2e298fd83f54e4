using Microsoft.Extensions.Logging;

namespace SessionManager.Storage.Caching;

internal sealed partial class SessionCache
{
    [LoggerMessage(
        EventId = 1501,
        EventName = "SessionCacheBypassed",
        Level = LogLevel.Warning,
        Message = "The change feed is down: every session is read from the storage until it is back."
    )]
    private partial void LogBypassed();

    [LoggerMessage(
        EventId = 1502,
        EventName = "SessionCacheResumed",
        Level = LogLevel.Information,
        Message = "The change feed is back: sessions are kept in the process again."
    )]
    private partial void LogResumed();

    [LoggerMessage(
        EventId = 1503,
        EventName = "SessionCacheAlone",
        Level = LogLevel.Information,
        Message = "Sessions are kept in the process without a change feed: what another process ends is let in here for up to {Seconds} s."
    )]
    private partial void LogAlone(double seconds);
}
