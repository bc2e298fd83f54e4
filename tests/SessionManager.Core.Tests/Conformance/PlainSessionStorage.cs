using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>
/// The contract in its plainest form: one lock, one dictionary, no index, and never an answer on the caller's stack. It
/// shows that the suites ask for no more than the contract says.
/// </summary>
internal sealed class PlainSessionStorage : ISessionStorage, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, DateTimeOffset> _marks = new(StringComparer.Ordinal);

    private readonly Dictionary<SessionId, SessionRecord> _records = [];

    public void Dispose() => _gate.Dispose();

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) =>
        AloneAsync(
            () =>
            {
                var session = record.Session;
                if (_marks.TryGetValue(session.UserId, out var mark) && session.AuthenticatedAt < mark)
                    return new SessionInsertResult(SessionInsertOutcome.Superseded);
                if (_records.ContainsKey(session.Id))
                    return new SessionInsertResult(SessionInsertOutcome.Duplicate);
                var live = Live(session.UserId, session.CreatedAt);
                var excess = limit.IsLimited ? live.Count - limit.Maximum + 1 : 0;
                if (excess > 0 && limit.Action == SessionLimitAction.Reject)
                    return new SessionInsertResult(SessionInsertOutcome.LimitReached);
                var termination = new SessionTermination
                {
                    At = session.CreatedAt,
                    By = SessionTermination.System,
                    Reason = SessionEndReasons.MaxSessionsExceeded,
                };
                var evicted = live.OrderBy(one =>
                        limit.Action == SessionLimitAction.EvictOldest
                            ? one.Session.CreatedAt
                            : one.Session.LastActivityAt
                    )
                    .ThenBy(static one => one.Session.CreatedAt)
                    .ThenBy(static one => one.Session.Id)
                    .Take(Math.Max(excess, 0))
                    .Select(one => End(one, termination))
                    .ToList();
                _records[session.Id] = record with { Version = 1 };
                return new SessionInsertResult(SessionInsertOutcome.Inserted, evicted);
            },
            cancellationToken
        );

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        AloneAsync(() => Read(id), cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        AloneAsync(
            () =>
            {
                var found = _records
                    .Values.Select(static record => record.Session)
                    .Where(session => query.Filters.Matches(session, now))
                    .Where(session =>
                        query.After is not { } after
                        || (session.LastActivityAt, session.Id).CompareTo((after.LastActivityAt, after.Id)) < 0
                    )
                    .OrderByDescending(static session => (session.LastActivityAt, session.Id))
                    .ToList();
                var page = found.Take(query.Limit).ToList();
                var last = found.Count > query.Limit ? page[^1] : null;
                return new SessionPage(page, last is null ? null : new SessionCursor(last.LastActivityAt, last.Id));
            },
            cancellationToken
        );

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        AloneAsync(
            () =>
            {
                var moved = 0;
                foreach (var touch in touches)
                {
                    if (Read(touch.Id) is not { } record || !record.Session.IsLiveAt(touch.At))
                        continue;
                    var used = record.Session.UsedAt(touch.At);
                    if (used.LastActivityAt == record.Session.LastActivityAt)
                        continue;
                    Write(record, used);
                    moved++;
                }

                return moved;
            },
            cancellationToken
        );

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        AloneAsync(
            () =>
            {
                if (Read(record.Session.Id) is not { } stored || stored.Version != expectedVersion)
                    return false;
                if (!stored.Session.IsLiveAt(now))
                    return false;
                Write(record with { Version = expectedVersion }, record.Session);
                return true;
            },
            cancellationToken
        );

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        AloneAsync(
            () => Read(id) is { } record && termination.Ends(record.Session) ? End(record, termination) : null,
            cancellationToken
        );

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        AloneAsync<IReadOnlyList<SessionRecord>>(
            () =>
            {
                if (!_marks.TryGetValue(userId, out var mark) || mark < termination.At)
                    _marks[userId] = termination.At;
                var since = termination.At - SessionTermination.ClockTolerance;
                var live = Live(userId, since).Where(record => record.Session.Id != except);
                return live.Select(record => End(record, termination)).ToList();
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) =>
        AloneAsync<IReadOnlyList<SessionRecord>>(
            () =>
            {
                var due = _records.Values.Where(one => one.Session.Termination is null && !one.Session.IsLiveAt(now));
                return due.Take(batch)
                    .ToList()
                    .ConvertAll(one => End(one, SessionTermination.Expiry(one.Session.ExpiresAt)));
            },
            cancellationToken
        );

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        AloneAsync(
            () =>
            {
                var old = _records
                    .Values.Where(record => record.Session.Termination?.At < endedBefore)
                    .Take(batch)
                    .ToList();
                return old.Count(record => _records.Remove(record.Session.Id));
            },
            cancellationToken
        );

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        AloneAsync(
            () =>
            {
                _marks.Remove(userId);
                var own = _records.Values.Where(record => record.Session.UserId == userId).ToList();
                return own.Count(record => _records.Remove(record.Session.Id));
            },
            cancellationToken
        );

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        AloneAsync(
            () =>
            {
                var sessions = _records.Values.Select(static record => record.Session).ToList();
                long Count(SessionStatus status) => sessions.Count(session => session.StatusAt(now) == status);
                return new SessionStatistics
                {
                    Active = Count(SessionStatus.Active),
                    Idle = Count(SessionStatus.Idle),
                    Expired = Count(SessionStatus.Expired),
                    Terminated = Count(SessionStatus.Terminated),
                    Users = sessions
                        .Where(session => session.IsLiveAt(now))
                        .DistinctBy(static one => one.UserId)
                        .Count(),
                };
            },
            cancellationToken
        );

    private SessionRecord? Read(SessionId id) => _records.GetValueOrDefault(id);

    private List<SessionRecord> Live(string userId, DateTimeOffset now) =>
        [.. _records.Values.Where(record => record.Session.UserId == userId && record.Session.IsLiveAt(now))];

    private SessionRecord End(SessionRecord record, SessionTermination termination) =>
        Write(record, record.Session with { Termination = termination });

    private SessionRecord Write(SessionRecord record, UserSession session)
    {
        var written = record with { Session = session, Version = record.Version + 1 };
        _records[session.Id] = written;
        return written;
    }

    private async ValueTask<T> AloneAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
