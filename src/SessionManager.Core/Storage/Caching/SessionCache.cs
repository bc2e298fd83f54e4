using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using SessionManager.Diagnostics;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Copies of live sessions in this process. A copy is used while it is younger than
/// <see cref="SessionCacheOptions.MaxAge"/>, nothing said that it is out of date, and the change feed, if there is one,
/// is connected. It is good for letting in; a refusal is always by a fresh reading.
/// </summary>
internal sealed partial class SessionCache : ISessionChangeObserver, IDisposable
{
    private readonly ConcurrentDictionary<SessionId, CachedSession> _entries = new();
    private readonly CacheGenerations _generations;
    private readonly CacheQueue _queue;
    private readonly CacheAge _maxAge;
    private readonly ISessionChangeFeed? _feed;
    private readonly TimeProvider _time;
    private readonly SessionMetrics _metrics;
    private readonly ILogger<SessionCache> _logger;
    private readonly IDisposable? _subscription;
    private int _bypassing;

    public SessionCache(
        SessionCacheOptions options,
        ISessionChangeFeed? feed,
        TimeProvider time,
        SessionMetrics metrics,
        ILogger<SessionCache> logger
    )
    {
        _generations = new CacheGenerations(options.MaxEntries);
        _queue = new CacheQueue(_entries, options.MaxEntries);
        _maxAge = CacheAge.Of(options.MaxAge, time);
        RefreshDelay = options.MaxAge / 16;
        (_feed, _time, _metrics, _logger) = (feed, time, metrics, logger);
        metrics.ObserveCache(() => _entries.Count);
        if (feed is null)
            LogAlone(options.MaxAge.TotalSeconds);
        else
            _subscription = feed.Subscribe(this);
    }

    /// <summary>Told once of a copy that is in use and will be too old soon. Must return at once and not throw.</summary>
    public Action<SessionId>? Ripening { get; set; }

    /// <summary>How long a refresh may wait for others, so that it ends before the copy is too old.</summary>
    public TimeSpan RefreshDelay { get; }

    /// <summary>How many copies are kept, good or not.</summary>
    public int Count => _entries.Count;

    /// <summary>How many copies take up memory: those that are kept, and some that were dropped.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Looks for a copy that may be used at this moment.</summary>
    public bool TryGet(SessionId id, DateTimeOffset now, [NotNullWhen(true)] out CachedSession? copy)
    {
        copy = null;
        if (!IsUsable())
        {
            _metrics.CacheBypassed();
            return false;
        }

        // Read before the copy: the waits for memory overlap, and a change in between makes it a miss.
        var stamp = _generations.StampOf(id);
        var timestamp = _time.GetTimestamp();
        if (!_entries.TryGetValue(id, out var entry) || entry.Stamp != stamp || entry.IsOld(timestamp, now.UtcTicks))
        {
            _metrics.CacheMissed();
            return false;
        }

        if (entry.TryClaimRefresh(timestamp))
            Ripening?.Invoke(id);
        copy = entry;
        return true;
    }

    /// <summary>To be called before a session is read.</summary>
    public CacheFill Begin(SessionId id) =>
        // The connection is looked at first: a feed that was lost and came back in between has changed the stamp.
        IsUsable()
            ? new(id, true, _generations.StampOf(id), _time.GetTimestamp(), _time.GetUtcNow().UtcTicks)
            : new(id, false, 0, 0, 0);

    /// <summary>Keeps what was read, if it is live and nothing was said against it while it was read.</summary>
    public void End(in CacheFill fill, SessionRecord? record)
    {
        if (record is null || !record.Session.IsLiveAt(_time.GetUtcNow()))
        {
            Forget(fill.Id);
            return;
        }

        if (!fill.IsAllowed)
            return;
        if (fill.Stamp != _generations.StampOf(fill.Id))
        {
            _metrics.CacheFillDropped();
            return;
        }

        var maxAge = _maxAge.For(fill.Id);
        if (_entries.TryGetValue(fill.Id, out var known) && known.TryRenew(record, in fill, in maxAge))
            return;
        var entry = new CachedSession(record, in fill, in maxAge);
        if (TryPut(entry))
            _queue.Add(entry, head => IsSpent(head, _time.GetTimestamp(), _time.GetUtcNow().UtcTicks));
    }

    /// <summary>
    /// Forgets a session that was seen to be over. Others have no counter moved for ids that were never kept: those are
    /// anybody's to invent.
    /// </summary>
    public void Forget(SessionId id)
    {
        if (_entries.TryRemove(id, out _))
            _generations.Drop(id);
    }

    /// <summary>A session is no longer what it was.</summary>
    public void Drop(SessionId id)
    {
        // The counter first: a reading that ends in between is out of date when it is put.
        _generations.Drop(id);
        _entries.TryRemove(id, out _);
        _metrics.CacheInvalidated();
    }

    /// <summary>All sessions of a user are no longer what they were.</summary>
    public void DropUser(string userId) => DropPartition(SessionId.PartitionOf(userId));

    /// <summary>Anything may have changed.</summary>
    public void DropAll()
    {
        _generations.DropAll();
        _metrics.CacheInvalidated();
    }

    public void OnChanged(SessionChange change)
    {
        if (change.Id is { } id)
            Drop(id);
        else
            DropPartition(change.Partition);
        // Not every store can tell when: an erasure carries no time.
        if (_metrics.MeasuresStaleness && change.At > DateTimeOffset.UnixEpoch)
            _metrics.ChangeArrived(_time.GetUtcNow() - change.At);
    }

    public void OnInterrupted() => DropAll();

    public void Dispose() => _subscription?.Dispose();

    private void DropPartition(string partition)
    {
        // A name that no session id can have concerns nothing that is kept.
        if (!SessionId.TryParsePartition(partition, out var bits))
            return;
        _generations.DropPartition(bits);
        _metrics.CacheInvalidated();
    }

    private bool IsSpent(CachedSession entry, long timestamp, long utcTicks) =>
        entry.Stamp != _generations.StampOf(entry.Session.Id) || entry.IsOld(timestamp, utcTicks);

    /// <summary>Of two readings at once, the one that began later stays, whichever ends first.</summary>
    private bool TryPut(CachedSession entry)
    {
        var id = entry.Session.Id;
        while (!_entries.TryAdd(id, entry))
        {
            if (!_entries.TryGetValue(id, out var there))
                continue;
            if (there.Timestamp > entry.Timestamp)
                return false;
            if (_entries.TryUpdate(id, entry, there))
                return true;
        }

        return true;
    }

    private bool IsUsable()
    {
        if (_feed is null)
            return true;
        var connected = _feed.IsConnected;
        if (connected == (Volatile.Read(ref _bypassing) != 0))
            NoteConnection(connected);
        return connected;
    }

    private void NoteConnection(bool connected)
    {
        var (from, to) = connected ? (1, 0) : (0, 1);
        if (Interlocked.CompareExchange(ref _bypassing, to, from) != from)
            return;
        if (connected)
            LogResumed();
        else
            LogBypassed();
    }
}
