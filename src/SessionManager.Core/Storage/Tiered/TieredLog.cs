using Microsoft.Extensions.Logging;
using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

internal sealed partial class TieredLog(ILogger<TieredSessionStorage> logger)
{
    [LoggerMessage(
        EventId = 1521,
        EventName = "FastTierOutOfReach",
        Level = LogLevel.Warning,
        Message = "The fast tier does not answer: sessions are read from the durable storage until it does."
    )]
    public partial void OutOfReach(Exception exception);

    [LoggerMessage(
        EventId = 1522,
        EventName = "FastTierReached",
        Level = LogLevel.Information,
        Message = "The fast tier answers again."
    )]
    public partial void Reached();

    [LoggerMessage(
        EventId = 1523,
        EventName = "FastTierNotCleared",
        Level = LogLevel.Error,
        Message = "'{Operation}' is done in the durable storage, but copies in the fast tier could not be destroyed: nodes "
            + "that still reach it may use them for up to {MaxAge}. It is tried again meanwhile."
    )]
    public partial void NotCleared(Exception exception, string operation, TimeSpan maxAge);

    [LoggerMessage(
        EventId = 1524,
        EventName = "FastTierRepaired",
        Level = LogLevel.Information,
        Message = "Copies of {Count} session(s) or user(s) were destroyed in the fast tier, late."
    )]
    public partial void Repaired(int count);

    [LoggerMessage(
        EventId = 1525,
        EventName = "FastTierRepairsDropped",
        Level = LogLevel.Warning,
        Message = "Copies of {Count} session(s) or user(s) are not going to be destroyed in the fast tier: too many wait "
            + "for it. They go by themselves within {MaxAge}."
    )]
    public partial void RepairsDropped(int count, TimeSpan maxAge);

    [LoggerMessage(
        EventId = 1526,
        EventName = "SessionNotCopied",
        Level = LogLevel.Debug,
        Message = "The new session {SessionId} was not copied into the fast tier; its first look-up does that."
    )]
    public partial void NotCopied(Exception exception, SessionId sessionId);
}
