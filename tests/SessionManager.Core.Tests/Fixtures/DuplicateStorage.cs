using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>A broken storage: it says of every new id that it is taken.</summary>
internal sealed class DuplicateStorage(MemorySessionStorage inner) : ISessionStorage
{
    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => new(new SessionInsertResult(SessionInsertOutcome.Duplicate));

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, now, cancellationToken);

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        inner.TouchAsync(touches, cancellationToken);

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => inner.ReplaceAsync(record, expectedVersion, now, cancellationToken);

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => inner.TerminateAsync(id, termination, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => inner.TerminateAllAsync(userId, except, termination, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => inner.ExpireDueAsync(now, batch, cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        inner.PurgeAsync(endedBefore, batch, cancellationToken);

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        inner.EraseUserAsync(userId, cancellationToken);

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.GetStatisticsAsync(now, cancellationToken);
}
