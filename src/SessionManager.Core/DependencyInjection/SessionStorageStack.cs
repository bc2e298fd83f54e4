using Microsoft.Extensions.Logging;
using SessionManager.Diagnostics;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Tiered;

namespace SessionManager.DependencyInjection;

/// <summary>What stands between the manager and the storage that the host registered.</summary>
internal sealed class SessionStorageStack : IAsyncDisposable
{
    private readonly TieredSessionStorage? _tiered;
    private readonly CacheRefresher? _refresher;

    public SessionStorageStack(
        ISessionStorage durable,
        ISessionFastTier? fast,
        TieredStorageOptions tiers,
        ISessionChangeFeed? feed,
        SessionCache? cache,
        TimeSpan timeout,
        TimeProvider time,
        SessionMetrics metrics,
        ILoggerFactory logs
    )
    {
        Cache = cache;
        if (fast is not null)
        {
            durable = _tiered = new TieredSessionStorage(
                durable,
                fast,
                tiers,
                time,
                logs.CreateLogger<TieredSessionStorage>()
            );
        }

        ISessionStorage storage = new BoundedSessionStorage(durable, timeout, time, metrics);
        if (cache is not null)
        {
            storage = new CachedSessionStorage(storage, cache);
            _refresher = new CacheRefresher(storage, cache, time);
        }

        // Outside of the cache: what changed here is dropped here before others are told, however long that takes.
        if (feed is not null && !AnnouncesItself(durable))
        {
            storage = new AnnouncingSessionStorage(
                storage,
                new SessionChangeAnnouncer(feed, timeout, time, metrics, logs.CreateLogger<SessionChangeAnnouncer>())
            );
        }

        Storage = storage;
    }

    /// <summary>The whole of it: every reading is of what is stored.</summary>
    public ISessionStorage Storage { get; }

    /// <summary>Copies for who may do with one; null when the host has no cache.</summary>
    public SessionCache? Cache { get; }

    public async ValueTask DisposeAsync()
    {
        if (_refresher is not null)
            await _refresher.DisposeAsync().ConfigureAwait(false);
        if (_tiered is not null)
            await _tiered.DisposeAsync().ConfigureAwait(false);
    }

    private static bool AnnouncesItself(ISessionStorage storage) =>
        storage is ISessionStorageGuarantees { Guarantees: var promised }
        && (promised & SessionStorageGuarantees.AnnouncesChanges) != SessionStorageGuarantees.None;
}
