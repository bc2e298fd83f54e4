using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Serialization;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>
/// The smallest storage that keeps one serialised value a session: each member reads what can be read into a memory
/// storage, works on that, and writes back what changed, all under one lock.
/// </summary>
internal sealed class SerializingSessionStorage : ISessionStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionId, byte[]> _stored = [];

    public byte[]? Read(SessionId id)
    {
        lock (_gate)
            return _stored.GetValueOrDefault(id);
    }

    public void Write(SessionId id, byte[] stored)
    {
        lock (_gate)
            _stored[id] = stored;
    }

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_stored.TryGetValue(id, out var stored) ? SessionRecordSerializer.Deserialize(stored) : null);
    }

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => Work(s => s.InsertAsync(record, limit, cancellationToken), record.Session.Id);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => Work(s => s.QueryAsync(query, now, cancellationToken));

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        Work(s => s.TouchAsync(touches, cancellationToken));

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            if (!_stored.TryGetValue(record.Session.Id, out var stored) || TryRead(stored) is not { } current)
                return new(false);
            if (current.Version != expectedVersion || !current.Session.IsLiveAt(now))
                return new(false);
            Keep(record with { Version = expectedVersion + 1 });
            return new(true);
        }
    }

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => Work(s => s.TerminateAsync(id, termination, cancellationToken));

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => Work(s => s.TerminateAllAsync(userId, except, termination, cancellationToken));

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => Work(s => s.ExpireDueAsync(now, batch, cancellationToken));

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        Work(s => s.PurgeAsync(endedBefore, batch, cancellationToken));

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // The partition is all that an unreadable record still says of its user: near enough for a test.
            var gone = _stored.Keys.Where(id => id.Partition == SessionId.PartitionOf(userId)).ToList();
            gone.ForEach(id => _stored.Remove(id));
            return new(gone.Count);
        }
    }

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        Work(s => s.GetStatisticsAsync(now, cancellationToken));

    private ValueTask<T> Work<T>(Func<MemorySessionStorage, ValueTask<T>> work, SessionId? added = null)
    {
        lock (_gate)
        {
            var memory = new MemorySessionStorage();
            var before = new Dictionary<SessionId, SessionRecord>();
            foreach (var (id, stored) in _stored)
            {
                if (TryRead(stored) is { } record)
                    before[id] = Load(memory, record);
            }

            var result = Now(work(memory));
            foreach (var id in added is { } one ? before.Keys.Append(one) : before.Keys)
            {
                var after = Now(memory.FindAsync(id, default));
                if (after is null)
                    _stored.Remove(id);
                else if (!before.TryGetValue(id, out var loaded) || !ReferenceEquals(loaded, after))
                    Keep(after with { Version = loaded is null ? 1 : TryRead(_stored[id])!.Version + 1 });
            }

            return new(result);
        }
    }

    /// <summary>Puts a record as it is into the memory storage; an ended one is ended again as it was.</summary>
    private static SessionRecord Load(MemorySessionStorage memory, SessionRecord record)
    {
        var termination = record.Session.Termination;
        var live = record with { Session = record.Session with { Termination = null } };
        _ = Now(memory.InsertAsync(live, SessionLimit.None, default));
        if (termination is not null)
        {
            _ =
                termination.Status == SessionStatus.Expired
                    ? Now(memory.ExpireDueAsync(termination.At, int.MaxValue, default)).Count
                : Now(memory.TerminateAsync(record.Session.Id, termination, default)) is null ? 0
                : 1;
        }

        return Now(memory.FindAsync(record.Session.Id, default))!;
    }

    private void Keep(SessionRecord record) => _stored[record.Session.Id] = SessionRecordSerializer.Serialize(record);

    private static T Now<T>(ValueTask<T> call) => call.AsTask().GetAwaiter().GetResult();

    private static SessionRecord? TryRead(byte[] stored)
    {
        try
        {
            return SessionRecordSerializer.Deserialize(stored);
        }
        catch (SessionRecordUnreadableException)
        {
            return null;
        }
    }
}
