using SessionManager.Sessions;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

public sealed partial class RedisSessionStorage
{
    /// <summary>How many sessions a search with filters reads at once.</summary>
    private const int Chunk = 200;

    /// <inheritdoc/>
    public async ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var candidates = query.Filters.UserId is { } userId
            ? OfUserAsync(userId, query, cancellationToken)
            : OfAllAsync(query, cancellationToken);
        var found = new List<UserSession>(Math.Min(query.Limit, Chunk) + 1);
        await foreach (var session in candidates.ConfigureAwait(false))
        {
            if (!query.Filters.Matches(session, now))
                continue;
            // One more than the page was asked for, to know whether a next page exists.
            if (found.Count == query.Limit)
                return new SessionPage(found, new SessionCursor(found[^1].LastActivityAt, found[^1].Id));
            found.Add(session);
        }

        return new SessionPage(found, Next: null);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionStatistics> GetStatisticsAsync(
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var at = RedisTime.Text(now);
        var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, RedisShard.Count)
                    .Select(i => RunAsync("statistics", StorageScripts.Statistics, new RedisShard(i), at))
            )
            .ConfigureAwait(false);
        var sums = new long[5];
        foreach (var answer in answers)
        {
            var counts = (int[])answer!;
            for (var i = 0; i < sums.Length; i++)
                sums[i] += counts[i];
        }

        return new SessionStatistics
        {
            Active = sums[0],
            Idle = sums[1],
            Expired = sums[2],
            Terminated = sums[3],
            Users = sums[4],
        };
    }

    private async IAsyncEnumerable<UserSession> OfUserAsync(
        string userId,
        SessionQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var shard = RedisShard.OfUser(userId);
        var (open, ended) = Kinds(query.Filters);
        var place = RedisPlace.Behind(query.After);
        var size = Math.Min(Chunk, query.Limit + 1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = (RedisValue[])
                (
                    await RunAsync(
                            "query",
                            StorageScripts.ListUser,
                            shard,
                            userId,
                            open,
                            ended,
                            place.Score,
                            place.Id,
                            size
                        )
                        .ConfigureAwait(false)
                )!;
            for (var i = 0; i < answer.Length; i += 3)
            {
                if (Session(answer[i + 2]) is { } session)
                    yield return session;
            }

            if (answer.Length < 3 * size)
                yield break;
            place = new RedisPlace(answer[^3], answer[^2]);
            size = Chunk;
        }
    }

    private async IAsyncEnumerable<UserSession> OfAllAsync(
        SessionQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (open, ended) = Kinds(query.Filters);
        var merge = new ShardMerge(
            (shard, place, size) =>
                RunAsync("query", StorageScripts.ListShard, shard, open, ended, place.Score, place.Id, size),
            RedisPlace.Behind(query.After),
            query.Limit
        );
        var size = Math.Min(Chunk, query.Limit + 1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = await merge.NextAsync(size).ConfigureAwait(false);
            var values = await GetAsync(ids).ConfigureAwait(false);
            foreach (var value in values)
            {
                if (Session(value) is { } session)
                    yield return session;
            }

            if (ids.Count < size)
                yield break;
            size = Chunk;
        }
    }

    private async Task<RedisValue[]> GetAsync(IReadOnlyList<SessionId> ids)
    {
        try
        {
            var database = Database;
            return await Task.WhenAll(
                    ids.Select(id =>
                        database.StringGetAsync(RedisShard.SessionKey(_shardBytes, id), CommandFlags.DemandMaster)
                    )
                )
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SessionStorageException)
        {
            throw Failed("query", exception);
        }
    }

    /// <summary>Which of the two indexes can hold a session that passes: the one of those not ended, of the ended.</summary>
    private static (RedisValue Open, RedisValue Ended) Kinds(SessionFilters filters)
    {
        var live = filters.ActiveOnly || filters.Status is SessionStatus.Active or SessionStatus.Idle;
        return (filters.Status == SessionStatus.Terminated ? "0" : "1", live ? "0" : "1");
    }

    private static UserSession? Session(RedisValue value) => value.IsNullOrEmpty ? null : Readable(value)?.Session;
}
