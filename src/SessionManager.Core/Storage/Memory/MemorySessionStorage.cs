using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>
/// Keeps sessions in this process: no dependencies, nothing survives a restart, nothing is shared with another node.
/// </summary>
/// <remarks>
/// Finding a session takes one dictionary look-up and no lock. Writes take the lock of the one user they concern.
/// Sessions are indexed by user, by activity and by when they are due, so that neither listing nor cleanup looks at all
/// of them.
/// </remarks>
public sealed partial class MemorySessionStorage : ISessionStorage
{
    private readonly ConcurrentDictionary<SessionId, MemoryEntry> _entries = new();
    private readonly ConcurrentDictionary<string, MemoryUser> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(MemoryUser User, DateTimeOffset At)> _marked = new();
    private readonly MemoryIndexes _indexes = new();
    private readonly int _maxEnded;

    /// <summary>An empty storage with default bounds.</summary>
    public MemorySessionStorage()
        : this(Options.Create(new MemorySessionStorageOptions())) { }

    /// <summary>An empty storage.</summary>
    public MemorySessionStorage(IOptions<MemorySessionStorageOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _maxEnded = options.Value.MaxEndedSessions;
    }

    /// <inheritdoc/>
    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        record = record with { Version = 1 };
        var result = Insert(record, limit, record.Session.CreatedAt);
        if (result.Evicted.Count > 0)
            TrimHistory();
        return new(result);
    }

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_entries.TryGetValue(id, out var entry))
            return new((SessionRecord?)null);
        var record = entry.Record;
        SessionRecord.Prefetch(record, entry.Near);
        return new(record);
    }

    /// <inheritdoc/>
    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(touches);
        cancellationToken.ThrowIfCancellationRequested();
        var moved = 0;
        foreach (var touch in touches)
        {
            if (!_entries.TryGetValue(touch.Id, out var entry))
                continue;
            lock (entry.User)
            {
                var before = entry.Record;
                if (entry.IsRemoved || !before.Session.IsLiveAt(touch.At))
                    continue;
                var used = before.Session.UsedAt(touch.At);
                if (used.LastActivityAt == before.Session.LastActivityAt)
                    continue;
                Write(entry, before with { Session = used });
                moved++;
            }
        }

        return new(moved);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_entries.TryGetValue(record.Session.Id, out var entry))
            return new(false);
        lock (entry.User)
        {
            if (entry.IsRemoved || entry.Record.Version != expectedVersion || !entry.Record.Session.IsLiveAt(now))
                return new(false);
            Write(entry, record);
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_entries.TryGetValue(id, out var entry))
            return new((SessionRecord?)null);
        SessionRecord? record;
        lock (entry.User)
        {
            if (entry.IsRemoved || !termination.Ends(entry.Record.Session))
                return new((SessionRecord?)null);
            record = End(entry, termination);
        }

        TrimHistory();
        return new(record);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        var ended = new List<SessionRecord>();
        var user = Enter(userId);
        try
        {
            if (termination.At > user.EndedBefore)
            {
                user.EndedBefore = termination.At;
                // Once, however often: whoever signs out everywhere again and again takes no more memory.
                if (!user.IsMarked)
                    _marked.Enqueue((user, termination.At));
                user.IsMarked = true;
            }

            foreach (var entry in LiveOf(user, termination.At - SessionTermination.ClockTolerance))
            {
                if (entry.Record.Session.Id != except)
                    ended.Add(End(entry, termination));
            }
        }
        finally
        {
            Monitor.Exit(user);
        }

        TrimHistory();
        return new(ended);
    }

    private SessionInsertResult Insert(SessionRecord record, SessionLimit limit, DateTimeOffset now)
    {
        var user = Enter(record.Session.UserId);
        try
        {
            if (record.Session.AuthenticatedAt < user.EndedBefore)
                return new(SessionInsertOutcome.Superseded);
            if (_entries.ContainsKey(record.Session.Id))
                return new(SessionInsertOutcome.Duplicate);
            var live = limit.IsLimited ? LiveOf(user, now) : [];
            var excess = limit.IsLimited ? live.Count - limit.Maximum + 1 : 0;
            if (excess > 0 && limit.Action == SessionLimitAction.Reject)
                return new(SessionInsertOutcome.LimitReached);

            var entry = new MemoryEntry(user, record);
            if (!_entries.TryAdd(record.Session.Id, entry))
                return new(SessionInsertOutcome.Duplicate);
            var evicted = excess > 0 ? Evict(live, excess, limit.Action, now) : [];
            user.Live.Add(entry);
            _indexes.Added(entry);
            return new(SessionInsertOutcome.Inserted, evicted);
        }
        finally
        {
            Monitor.Exit(user);
        }
    }

    /// <summary>Locks a user's sessions, in the index whether or not the user has any. The caller leaves the lock.</summary>
    private MemoryUser Enter(string userId)
    {
        while (true)
        {
            var user = _users.GetOrAdd(userId, static id => new MemoryUser(id));
            Monitor.Enter(user);
            if (!user.IsRetired)
                return user;
            Monitor.Exit(user);
        }
    }

    private static List<MemoryEntry> LiveOf(MemoryUser user, DateTimeOffset now)
    {
        var live = new List<MemoryEntry>(user.Live.Count);
        for (var i = 0; i < user.Live.Count; i++)
        {
            if (user.Live[i].Record.Session.IsLiveAt(now))
                live.Add(user.Live[i]);
        }

        return live;
    }

    private List<SessionRecord> Evict(List<MemoryEntry> live, int count, SessionLimitAction action, DateTimeOffset now)
    {
        var order = action == SessionLimitAction.EvictOldest ? EvictionOrder.Oldest : EvictionOrder.LeastRecentlyActive;
        live.Sort(order);
        var termination = new SessionTermination
        {
            At = now,
            By = SessionTermination.System,
            Reason = SessionEndReasons.MaxSessionsExceeded,
        };
        return live.Take(count).Select(entry => End(entry, termination)).ToList();
    }

    private SessionRecord End(MemoryEntry entry, SessionTermination termination)
    {
        var ended = entry.Record with { Session = entry.Record.Session with { Termination = termination } };
        entry.User.Live.Remove(entry);
        Write(entry, ended, listed: false);
        entry.User.Ended.Add(entry);
        _indexes.Ended(entry, termination.At);
        return entry.Record;
    }

    private void Write(MemoryEntry entry, SessionRecord record, bool listed = true)
    {
        record = record with { Version = entry.Record.Version + 1 };
        if (listed)
            entry.User.Live.Remove(entry);
        _indexes.Replace(entry, record);
        if (listed)
            entry.User.Live.Add(entry);
    }
}
