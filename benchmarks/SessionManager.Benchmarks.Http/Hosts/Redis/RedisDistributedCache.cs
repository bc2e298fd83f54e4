using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace SessionManager.Benchmarks.Http.Hosts.Redis;

/// <summary>
/// Does what <c>Microsoft.Extensions.Caching.StackExchangeRedis</c> does, command by command, over the client that ours
/// uses: a hash with the data and its two ways to expire; reading it, and refreshing it, is a read and then an EXPIRE.
/// </summary>
internal sealed class RedisDistributedCache(IConnectionMultiplexer redis) : IDistributedCache
{
    private const long NotPresent = -1;

    private const string SetScript = """
        redis.call('HMSET', KEYS[1], 'absexp', ARGV[1], 'sldexp', ARGV[2], 'data', ARGV[4])
        if ARGV[3] ~= '-1' then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
        return 1
        """;

    private static readonly RedisValue[] Expiry = ["absexp", "sldexp"];
    private static readonly RedisValue[] All = ["absexp", "sldexp", "data"];

    private readonly IDatabase _database = redis.GetDatabase();

    public byte[]? Get(string key) => throw Blocking();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        token.ThrowIfCancellationRequested();
        var fields = await _database.HashGetAsync(key, All).ConfigureAwait(false);
        await ExtendAsync(key, fields).ConfigureAwait(false);
        return fields[2];
    }

    public void Refresh(string key) => throw Blocking();

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        token.ThrowIfCancellationRequested();
        await ExtendAsync(key, await _database.HashGetAsync(key, Expiry).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Blocking();

    public Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default
    )
    {
        token.ThrowIfCancellationRequested();
        var now = TimeProvider.System.GetUtcNow();
        var absolute = options.AbsoluteExpirationRelativeToNow is { } span ? now + span : options.AbsoluteExpiration;
        var left = Left(absolute, options.SlidingExpiration, now);
        return _database.ScriptEvaluateAsync(
            SetScript,
            [key],
            [
                absolute?.Ticks ?? NotPresent,
                options.SlidingExpiration?.Ticks ?? NotPresent,
                left is { } time ? (long)time.TotalSeconds : NotPresent,
                value,
            ]
        );
    }

    public void Remove(string key) => throw Blocking();

    public Task RemoveAsync(string key, CancellationToken token = default) => _database.KeyDeleteAsync(key);

    private async Task ExtendAsync(string key, RedisValue[] fields)
    {
        if (!fields[1].HasValue || (long)fields[1] == NotPresent)
            return;
        var absolute = (long)fields[0];
        var left = Left(
            absolute == NotPresent ? null : new DateTimeOffset(absolute, TimeSpan.Zero),
            new TimeSpan((long)fields[1]),
            TimeProvider.System.GetUtcNow()
        );
        await _database.KeyExpireAsync(key, left).ConfigureAwait(false);
    }

    private static TimeSpan? Left(DateTimeOffset? absolute, TimeSpan? sliding, DateTimeOffset now) =>
        absolute - now is { } until && (sliding is null || until < sliding) ? until : sliding;

    private static NotSupportedException Blocking() => new("A host under load does not wait for Redis on its threads.");
}
