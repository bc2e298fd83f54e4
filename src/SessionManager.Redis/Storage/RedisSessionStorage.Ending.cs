using System.Globalization;
using System.Security.Cryptography;
using SessionManager.Sessions;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

public sealed partial class RedisSessionStorage
{
    /// <inheritdoc/>
    public async ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await RunAsync(
                "terminate",
                StorageScripts.Terminate,
                RedisShard.Of(id),
                RedisTime.Text(termination.At),
                RedisValueForm.Ending(termination),
                RedisValue.EmptyString,
                RedisValue.EmptyString,
                Bare(id)
            )
            .ConfigureAwait(false);
        return Records((RedisValue[])answer!) is [var ended] ? ended : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        var shard = RedisShard.OfUser(userId);
        var at = RedisTime.Text(termination.At);
        var by = RedisValueForm.Ending(termination);
        var partition = SessionId.PartitionOf(userId);
        var answer = (RedisValue[])
            (
                await RunAsync(
                        "terminate_all",
                        StorageScripts.TerminateAll,
                        shard,
                        at,
                        by,
                        userId,
                        except is { } kept ? Bare(kept) : RedisValue.EmptyString,
                        Step,
                        partition
                    )
                    .ConfigureAwait(false)
            )!;
        if (answer[0] == "all")
            return Records(answer.AsSpan(1));
        var ended = new List<SessionRecord>();
        foreach (var step in answer.Skip(1).Chunk(Step))
        {
            var done = await RunAsync(
                    "terminate_all",
                    StorageScripts.Terminate,
                    shard,
                    [at, by, userId, partition, .. step]
                )
                .ConfigureAwait(false);
            ended.AddRange(Records((RedisValue[])done!));
        }

        return ended;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var at = RedisTime.Text(now);
        var by = RedisValueForm.Ending(SessionTermination.Expiry(now));
        var expired = new List<SessionRecord>();
        foreach (var shard in await ShardsInUseAsync("expire_due", "due", RedisTime.Micros(now)).ConfigureAwait(false))
        {
            for (var offset = 0; offset >= 0 && expired.Count < batch; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                var most = Math.Min(Step, batch - expired.Count);
                var answer = (RedisValue[])
                    (
                        await RunAsync("expire_due", StorageScripts.ExpireDue, shard, at, most, Step, offset, by)
                            .ConfigureAwait(false)
                    )!;
                offset = (int)answer[0];
                expired.AddRange(Records(answer.AsSpan(1)));
            }
        }

        return expired;
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken)
    {
        var before = RedisTime.Text(endedBefore);
        var marks =
            endedBefore - DateTimeOffset.MinValue > EndedBeforeMark.KeptFor
                ? RedisTime.Text(endedBefore - EndedBeforeMark.KeptFor)
                : "";
        var purged = 0;
        foreach (var shard in await PurgeableAsync(endedBefore, marks).ConfigureAwait(false))
        {
            for (var (terminated, expired) = (0, 0); (terminated >= 0 || expired >= 0) && purged < batch; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                var most = Math.Min(Step, batch - purged);
                var answer = (int[])
                    (
                        await RunAsync(
                                "purge",
                                StorageScripts.Purge,
                                shard,
                                before,
                                most,
                                Step,
                                marks,
                                terminated,
                                expired
                            )
                            .ConfigureAwait(false)
                    )!;
                purged += answer[0];
                (terminated, expired) = (answer[1], answer[2]);
            }
        }

        return purged;
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userId);
        cancellationToken.ThrowIfCancellationRequested();
        var erased = 0;
        int[] answer;
        do
        {
            answer = (int[])
                (
                    await RunAsync(
                            "erase_user",
                            StorageScripts.EraseUser,
                            RedisShard.OfUser(userId),
                            userId,
                            Step,
                            SessionId.PartitionOf(userId),
                            "0"
                        )
                        .ConfigureAwait(false)
                )!;
            erased += answer[0];
        } while (answer[1] == 1);

        return erased;
    }

    private async Task<IEnumerable<RedisShard>> PurgeableAsync(DateTimeOffset endedBefore, string marks)
    {
        var micros = RedisTime.Micros(endedBefore);
        var ended = await ShardsInUseAsync("purge", "endt", micros).ConfigureAwait(false);
        var expired = await ShardsInUseAsync("purge", "endx", micros).ConfigureAwait(false);
        var marked =
            marks.Length > 0
                ? await ShardsInUseAsync("purge", "marks", long.Parse(marks, CultureInfo.InvariantCulture))
                    .ConfigureAwait(false)
                : [];
        return ended.Concat(expired).Concat(marked).DistinctBy(static shard => shard.Number);
    }

    /// <summary>
    /// The shards whose index has something up to a moment, asked all at once and told from a random one on, so that
    /// hosts that clean up at the same time begin at different places.
    /// </summary>
    private async Task<IReadOnlyList<RedisShard>> ShardsInUseAsync(string operation, string index, long until)
    {
        try
        {
            var database = Database;
            var counts = await Task.WhenAll(
                    _shards.Select(shard =>
                        database.SortedSetLengthAsync(shard + index, double.NegativeInfinity, until)
                    )
                )
                .ConfigureAwait(false);
            var first = RandomNumberGenerator.GetInt32(RedisShard.Count);
            return
            [
                .. Enumerable
                    .Range(first, RedisShard.Count)
                    .Select(static i => new RedisShard(i % RedisShard.Count))
                    .Where(shard => counts[shard.Number] > 0),
            ];
        }
        catch (Exception exception) when (exception is not SessionStorageException)
        {
            throw Failed(operation, exception);
        }
    }
}
