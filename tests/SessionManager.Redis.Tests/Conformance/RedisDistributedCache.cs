using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>A Redis as an <see cref="IDistributedCache"/>: a value and its time, nothing more.</summary>
internal sealed class RedisDistributedCache(IConnectionMultiplexer redis) : IDistributedCache
{
    private readonly IDatabase _database = redis.GetDatabase();

    public byte[]? Get(string key) => _database.StringGet(key);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await _database.StringGetAsync(key);

    public void Refresh(string key) { }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Remove(string key) => _database.KeyDelete(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => _database.KeyDeleteAsync(key);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        _database.StringSet(key, value, options.AbsoluteExpirationRelativeToNow);

    public Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default
    ) => _database.StringSetAsync(key, value, options.AbsoluteExpirationRelativeToNow);
}
