using System.Globalization;
using System.Text;
using SessionManager.DependencyInjection;
using SessionManager.Redis.Scripts;
using SessionManager.Sessions;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>
/// Keeps sessions in Redis, on one node or a cluster. Finding a session is one round trip for one key; each write is one
/// script, and so one atomic step, in which the indexes change along.
/// </summary>
/// <remarks>
/// <para>
/// <b>Two members are not one step for more than 250 sessions of one user</b>, since a script holds up everybody else:
/// <see cref="TerminateAllAsync"/> sets the mark and takes the list of sessions in one step, then ends them 250
/// at a time; <see cref="EraseUserAsync"/> deletes as many at a time. When one fails halfway it says so, and repeating it
/// does the rest. <see cref="TouchAsync"/> is one step for each session.
/// </para>
/// <para>
/// <b>Time</b> comes from hosts. Redis's own clock only bounds how long what nobody cleans up is kept, with a day to
/// spare, so it may be off by less than that.
/// </para>
/// <para>
/// <b>Durability</b> is that of the server: a fail-over may lose the writes of the last moment, as Redis replicates
/// behind the answer. Put it in front of a database (<c>UseRedisCache</c>) where an ending must survive that.
/// </para>
/// </remarks>
public sealed partial class RedisSessionStorage : ISessionStorage, ISessionStorageGuarantees
{
    /// <summary>How many sessions one script works on: some milliseconds of a server that serves all others meanwhile.</summary>
    private const int Step = 250;

    private static readonly string EvictedBy = RedisValueForm.Ending(
        new()
        {
            At = default,
            By = SessionTermination.System,
            Reason = SessionEndReasons.MaxSessionsExceeded,
        }
    );

    private readonly IConnectionMultiplexer _redis;
    private readonly int _number;
    private readonly RedisValue _keep;
    private readonly RedisValue _channel;
    private readonly string[] _shards;
    private readonly byte[][] _shardBytes;
    private readonly RememberedRecords _remembered;
    private readonly RedisTopology _topology;

    internal RedisSessionStorage(
        IConnectionMultiplexer redis,
        RedisSessionStorageOptions own,
        SessionManagerOptions manager,
        TimeProvider? time = null
    )
    {
        _redis = redis;
        _topology = new RedisTopology(_redis, time ?? TimeProvider.System);
        _number = own.Database;
        _keep = Keep(own, manager.Cleanup);
        _channel = own.AnnounceChanges ? RedisChannels.Changes(own.KeyPrefix) : "";
        _shards = [.. Enumerable.Range(0, RedisShard.Count).Select(i => new RedisShard(i).Key(own.KeyPrefix))];
        _shardBytes = [.. _shards.Select(Encoding.UTF8.GetBytes)];
        _remembered = new RememberedRecords(own.RememberedRecords);
    }

    /// <inheritdoc/>
    public SessionStorageGuarantees Guarantees =>
        _channel.IsNullOrEmpty
            ? SessionStorageGuarantees.All
            : SessionStorageGuarantees.All | SessionStorageGuarantees.AnnouncesChanges;

    private IDatabase Database => _redis.GetDatabase(_number);

    private SessionStorageException Failed(string operation, Exception exception)
    {
        _topology.Note(exception);
        return RedisFailure.Wrap(operation, exception);
    }

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return FindAsync(id);
    }

    private async ValueTask<SessionRecord?> FindAsync(SessionId id)
    {
        byte[]? value;
        try
        {
            value = await Database
                .StringGetAsync(RedisShard.SessionKey(_shardBytes, id), CommandFlags.DemandMaster)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SessionStorageException)
        {
            throw Failed("find", exception);
        }

        return value is null ? null : _remembered.Read(id, value);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        var session = record.Session;
        var answer = await RunAsync(
                "insert",
                StorageScripts.Insert,
                RedisShard.Of(session.Id),
                Bare(session.Id),
                RedisValueForm.Write(record with { Version = 1 }),
                RedisTime.Text(session.AuthenticatedAt),
                limit.IsLimited ? limit.Maximum : RedisValue.EmptyString,
                Letter(limit.Action),
                EvictedBy
            )
            .ConfigureAwait(false);
        var parts = (RedisValue[])answer!;
        return (string?)parts[0] switch
        {
            "I" => new(SessionInsertOutcome.Inserted, Records(parts.AsSpan(1))),
            "L" => new(SessionInsertOutcome.LimitReached),
            "S" => new(SessionInsertOutcome.Superseded),
            _ => new(SessionInsertOutcome.Duplicate),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(touches);
        cancellationToken.ThrowIfCancellationRequested();
        var calls = new List<Task<RedisResult>>();
        foreach (var shard in touches.GroupBy(static touch => RedisShard.Of(touch.Id).Number))
        {
            foreach (var step in shard.Chunk(Step))
            {
                var values = step.SelectMany(static touch =>
                    new[] { Bare(touch.Id), (RedisValue)RedisTime.Text(touch.At) }
                );
                calls.Add(RunAsync("touch", StorageScripts.Touch, new RedisShard(shard.Key), [.. values]));
            }
        }

        var moved = await Task.WhenAll(calls).ConfigureAwait(false);
        return moved.Sum(static answer => (int)answer);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await RunAsync(
                "replace",
                StorageScripts.Replace,
                RedisShard.Of(record.Session.Id),
                Bare(record.Session.Id),
                RedisValueForm.Version(expectedVersion),
                RedisTime.Text(now),
                RedisValueForm.Write(record with { Version = expectedVersion + 1 })
            )
            .ConfigureAwait(false);
        return (int)answer == 1;
    }

    private Task<RedisResult> RunAsync(
        string operation,
        RedisScript script,
        RedisShard shard,
        params ReadOnlySpan<RedisValue> values
    )
    {
        RedisValue[] all = [_keep, _channel, .. values];
        return RunAsync(operation, script, [_shards[shard.Number]], all);
    }

    private async Task<RedisResult> RunAsync(string operation, RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await script.EvaluateAsync(Database, keys, values).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SessionStorageException)
        {
            throw Failed(operation, exception);
        }
    }

    private static RedisValue Bare(SessionId id) => id.ToString()[SessionId.Prefix.Length..];

    private static RedisValue Letter(SessionLimitAction action) =>
        action switch
        {
            SessionLimitAction.EvictLeastRecentlyActive => "l",
            SessionLimitAction.EvictOldest => "o",
            _ => "r",
        };

    /// <summary>The records of values that a script wrote; one that cannot be read is passed over.</summary>
    /// <remarks>
    /// Scripts judge no more than the header: what is behind it may be damaged, or a newer version's, all the same. By now
    /// they have done their work, and to fail would leave the rest of it undone and untold.
    /// </remarks>
    private static List<SessionRecord> Records(ReadOnlySpan<RedisValue> values)
    {
        var records = new List<SessionRecord>(values.Length);
        foreach (var value in values)
        {
            if (Readable(value) is { } record)
                records.Add(record);
        }

        return records;
    }

    private static SessionRecord? Readable(RedisValue value)
    {
        try
        {
            return RedisValueForm.Read((byte[])value!);
        }
        catch (SessionRecordUnreadableException)
        {
            // Refused when somebody presents its token; nothing else is the place to fail for it.
            return null;
        }
    }

    private static RedisValue Keep(RedisSessionStorageOptions options, SessionCleanupOptions cleanup)
    {
        TimeSpan? kept = cleanup.Mode switch
        {
            SessionCleanupMode.Mark => null,
            SessionCleanupMode.Delete => TimeSpan.Zero,
            _ => cleanup.Retention,
        };
        kept = options.KeepEndedFor ?? kept + EndedBeforeMark.KeptFor;
        return kept is { } time
            ? ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
            : RedisValue.EmptyString;
    }
}
