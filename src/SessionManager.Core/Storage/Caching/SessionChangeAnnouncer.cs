using Microsoft.Extensions.Logging;
using SessionManager.Diagnostics;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Publishes changes in bounded time. A change that cannot be announced is counted and logged and is no failure of the
/// write: it is stored, and the greatest age of a copy bounds how long anybody does not know.
/// </summary>
internal sealed partial class SessionChangeAnnouncer(
    ISessionChangeFeed feed,
    TimeSpan timeout,
    TimeProvider time,
    SessionMetrics metrics,
    ILogger<SessionChangeAnnouncer> logger
)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public ValueTask AnnounceAsync(SessionChange change) => AnnounceAsync([change]);

    /// <summary>Never throws.</summary>
    public async ValueTask AnnounceAsync(IReadOnlyList<SessionChange> changes)
    {
        using var bound = new CancellationTokenSource();
        try
        {
            var publish = feed.PublishAsync(changes, bound.Token);
            if (!publish.IsCompletedSuccessfully)
                await publish.AsTask().WaitAsync(timeout, time, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a feed throws, the write was done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await bound.CancelAsync().ConfigureAwait(false);
            metrics.AnnouncementFailed();
            LogFailed(exception, changes.Count);
        }
    }

    [LoggerMessage(
        EventId = 1511,
        EventName = "SessionChangeNotAnnounced",
        Level = LogLevel.Warning,
        Message = "{Count} change(s) of sessions could not be announced: other processes see them when their copies are too old."
    )]
    private partial void LogFailed(Exception exception, int count);
}
