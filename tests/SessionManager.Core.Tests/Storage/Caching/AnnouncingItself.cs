using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>A storage that says that it announces its changes.</summary>
internal sealed class AnnouncingItself(ISessionStorage inner) : ISessionStorage, ISessionStorageGuarantees
{
    public SessionStorageGuarantees Guarantees =>
        SessionStorageGuarantees.All | SessionStorageGuarantees.AnnouncesChanges;

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => inner.InsertAsync(record, limit, cancellationToken);

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

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        inner.TouchAsync(touches, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => inner.ExpireDueAsync(now, batch, cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        inner.PurgeAsync(endedBefore, batch, cancellationToken);

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        inner.EraseUserAsync(userId, cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, now, cancellationToken);

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.GetStatisticsAsync(now, cancellationToken);
}
