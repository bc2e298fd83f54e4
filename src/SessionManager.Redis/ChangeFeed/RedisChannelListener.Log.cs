using Microsoft.Extensions.Logging;

namespace SessionManager.Redis.ChangeFeed;

internal sealed partial class RedisChannelListener
{
    [LoggerMessage(
        EventId = 4101,
        EventName = "SessionChangeFeedConnected",
        Level = LogLevel.Information,
        Message = "Changes of sessions arrive on the Redis channel {Channel}."
    )]
    private partial void LogConnected(string channel);

    [LoggerMessage(
        EventId = 4102,
        EventName = "SessionChangeFeedLost",
        Level = LogLevel.Warning,
        Message = "Changes of sessions do not arrive any more, and what this process kept of sessions is forgotten: {Reason} "
            + "It keeps trying."
    )]
    private partial void LogLost(string reason);

    [LoggerMessage(
        EventId = 4103,
        EventName = "SessionChangeFeedUnreachable",
        Level = LogLevel.Warning,
        Message = "Changes of sessions do not arrive yet: {Reason} It keeps trying."
    )]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(
        EventId = 4104,
        EventName = "SessionChangeUnreadable",
        Level = LogLevel.Warning,
        Message = "Something that is no change of a session came over the Redis channel {Channel} and was ignored: another "
            + "application uses it, or a node runs a newer version."
    )]
    private partial void LogUnreadable(string channel);

    [LoggerMessage(
        EventId = 4106,
        EventName = "SessionChangeFeedMoved",
        Level = LogLevel.Information,
        Message = "Changes of sessions come from another Redis node now; what this process kept of sessions is forgotten."
    )]
    private partial void LogMoved();
}
