using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using SessionManager.Redis.Scripts;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Serialization;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.FastTier;

/// <summary>Copies of sessions in Redis, on one node or a cluster. Needs Redis 5 or later.</summary>
/// <remarks>
/// A copy counts only under the generation of its partition that it was filled under. A writer of all of a user's
/// sessions puts its mark where the generation is: so a lost mark takes the copies along. What Redis itself brings back
/// (a replica that lagged, a snapshot) it brings back with its time: it is served no longer than it would have been.
/// </remarks>
internal sealed class RedisFastTier(IConnectionMultiplexer redis, RedisCacheOptions options, TimeProvider time)
    : ISessionFastTier
{
    private const int NonceBytes = 12;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private static readonly RedisScript LeaseScript = RedisScript.Load("FastTier.Lua.lease.lua");
    private static readonly RedisScript FillScript = RedisScript.Load("FastTier.Lua.fill.lua");
    private static readonly RedisScript BeginScript = RedisScript.Load(
        "FastTier.Lua.marks.lua",
        "FastTier.Lua.begin.lua"
    );
    private static readonly RedisScript EndScript = RedisScript.Load("FastTier.Lua.marks.lua", "FastTier.Lua.end.lua");

    private readonly FastTierKeys _keys = new(options.KeyPrefix);

    public TimeSpan MaxAge => options.MaxAge;

    /// <summary>Of marks, and of generations, which outlive their copies.</summary>
    internal TimeSpan MarkTime { get; init; } = options.MaxAge + TimeSpan.FromMinutes(1);

    public async ValueTask<FastTierReading> ReadAsync(SessionId id, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [_keys.Session(id), _keys.Partition(id.Partition)];
        // Never from a replica: it may lag behind a writer.
        var values = await Try("read", db => db.StringGetAsync(keys, CommandFlags.DemandMaster)).ConfigureAwait(false);
        return FastTierValues.Read(id, values[0], values[1]);
    }

    public async ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken)
    {
        RedisKey[] keys = [_keys.Session(id), _keys.Partition(id.Partition)];
        RedisValue[] values = [NewNonce(), NewNonce(), Milliseconds(LeaseTime), Milliseconds(MarkTime)];
        var lease = await Try("lease", db => LeaseScript.EvaluateAsync(db, keys, values)).ConfigureAwait(false);
        return (string?)lease;
    }

    public async ValueTask<bool> FillAsync(SessionRecord record, string lease, CancellationToken cancellationToken)
    {
        var session = record.Session;
        RedisKey[] keys = [_keys.Session(session.Id), _keys.Partition(session.Id.Partition)];
        RedisValue[] values =
        [
            lease,
            SessionRecordSerializer.Serialize(record),
            Milliseconds(LeaseTime),
            Milliseconds(MaxAge),
            Milliseconds(session.ExpiresAt - time.GetUtcNow()),
        ];
        var filled = await Try("fill", db => FillScript.EvaluateAsync(db, keys, values)).ConfigureAwait(false);
        return (int)filled == 1;
    }

    public async ValueTask BeginAsync(
        string writer,
        IReadOnlyList<FastTierScope> scopes,
        FastTierEnding? ending,
        CancellationToken cancellationToken
    )
    {
        RedisValue[] values = [writer, Milliseconds(MarkTime), FastTierValues.Write(ending)];
        await ForAllAsync("begin", BeginScript, scopes, values).ConfigureAwait(false);
    }

    public async ValueTask EndAsync(
        string? writer,
        IReadOnlyList<FastTierScope> scopes,
        CancellationToken cancellationToken
    ) => await ForAllAsync("end", EndScript, scopes, [writer ?? ""]).ConfigureAwait(false);

    /// <summary>One script for each, sent together: in a cluster they are on several nodes.</summary>
    private Task<RedisResult[]> ForAllAsync(
        string operation,
        RedisScript script,
        IReadOnlyList<FastTierScope> scopes,
        RedisValue[] values
    ) =>
        Try(operation, db => Task.WhenAll(scopes.Select(scope => script.EvaluateAsync(db, [_keys.Of(scope)], values))));

    private async Task<T> Try<T>(string operation, Func<IDatabase, Task<T>> step)
    {
        try
        {
            return await step(redis.GetDatabase(options.Database)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw RedisFailure.Wrap($"fast tier: {operation}", exception);
        }
    }

    private static string NewNonce() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));

    private static string Milliseconds(TimeSpan span) =>
        ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
