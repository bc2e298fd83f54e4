using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>
/// The storage of a node with every look-up answered by a copy when there is one: stricter on the cache than a manager,
/// which takes copies for acceptance only.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="feed">
/// Where uses and expiries are announced, which a node does not do by itself: it has no need, but the suite reads on the
/// peer at once what was written here.
/// </param>
internal sealed class ServedFromCopies(CacheNode node, ISessionChangeFeed? feed) : ISessionStorage, IAsyncDisposable
{
    private int _served;

    public int Served => _served;

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!node.Cache.TryGet(id, node.Clock.GetUtcNow(), out var copy))
            return node.Storage.FindAsync(id, cancellationToken);
        Interlocked.Increment(ref _served);
        return new(copy.Record);
    }

    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    ) => node.Storage.InsertAsync(record, limit, cancellationToken);

    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => node.Storage.ReplaceAsync(record, expectedVersion, now, cancellationToken);

    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => node.Storage.TerminateAsync(id, termination, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) => node.Storage.TerminateAllAsync(userId, except, termination, cancellationToken);

    public async ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        var moved = await node.Storage.TouchAsync(touches, cancellationToken);
        await AnnounceAsync(touches.Select(static touch => touch.Id));
        return moved;
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var ended = await node.Storage.ExpireDueAsync(now, batch, cancellationToken);
        await AnnounceAsync(ended.Select(static record => record.Session.Id));
        return ended;
    }

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        node.Storage.PurgeAsync(endedBefore, batch, cancellationToken);

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        node.Storage.EraseUserAsync(userId, cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => node.Storage.QueryAsync(query, now, cancellationToken);

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        node.Storage.GetStatisticsAsync(now, cancellationToken);

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private ValueTask AnnounceAsync(IEnumerable<SessionId> ids) =>
        feed is null
            ? default
            : feed.PublishAsync(
                [.. ids.Select(id => SessionChange.OfSession(id, node.Clock.GetUtcNow()))],
                CancellationToken.None
            );
}
