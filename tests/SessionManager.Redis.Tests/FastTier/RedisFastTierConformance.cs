using System.Globalization;
using SessionManager.Redis.FastTier;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Sessions;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Storage.Tiered;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.FastTier;

/// <summary>The fast tier on one Redis, from two connections.</summary>
public sealed class RedisFastTierConformance : RedisFastTierTests
{
    protected override Task<ConnectionMultiplexer[]> ConnectAsync() => Connections.ToServerAsync();

    protected override async Task<RedisServer> OwnerOfAsync(string key) => await SharedRedis.GetAsync();
}

/// <summary>The fast tier on a Redis Cluster of three masters.</summary>
public sealed class RedisClusterFastTierConformance : RedisFastTierTests
{
    protected override Task<ConnectionMultiplexer[]> ConnectAsync() => Connections.ToClusterAsync();

    protected override async Task<RedisServer> OwnerOfAsync(string key) =>
        await (await SharedRedis.GetClusterAsync()).OwnerOfAsync(key);
}

/// <summary>Time passes by taking it from what keys have left.</summary>
public abstract class RedisFastTierTests : SessionFastTierConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];

    protected abstract Task<ConnectionMultiplexer[]> ConnectAsync();

    protected abstract Task<RedisServer> OwnerOfAsync(string key);

    protected override async ValueTask<ISessionFastTier> CreateTierAsync()
    {
        _redis = await ConnectAsync();
        return FastTiers.Open(_redis[0], _prefix);
    }

    protected override ValueTask<ISessionFastTier> OpenPeerAsync(ISessionFastTier tier) =>
        new(FastTiers.Open(_redis[1], _prefix));

    protected override async ValueTask LoseSessionAsync(SessionId id) =>
        await DeleteAsync(new FastTierKeys(_prefix).Session(id)!);

    protected override async ValueTask LosePartitionAsync(string partition) =>
        await DeleteAsync(new FastTierKeys(_prefix).Partition(partition)!);

    protected override async ValueTask PassAsync(TimeSpan time)
    {
        foreach (var key in Keys())
        {
            var server = await OwnerOfAsync(key);
            var left = long.Parse(await server.ExecuteAsync("PTTL", key), CultureInfo.InvariantCulture);
            Assert.NotEqual(-1, left);
            var rest = left - (long)time.TotalMilliseconds;
            // Of what is gone a negative rest is no change.
            await server.ExecuteAsync("PEXPIRE", key, rest.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task DeleteAsync(string key) => await (await OwnerOfAsync(key)).ExecuteAsync("DEL", key);

    private IEnumerable<string> Keys() =>
        _redis[0]
            .GetEndPoints()
            .SelectMany(endPoint => _redis[0].GetServer(endPoint).Keys(pattern: $"{_prefix}:*"))
            .Select(static key => (string)key!)
            .ToList();
}

internal static class FastTiers
{
    public static RedisFastTier Open(
        ConnectionMultiplexer redis,
        string prefix,
        TimeSpan? maxAge = null,
        TimeProvider? time = null
    ) =>
        new(
            redis,
            new RedisCacheOptions { KeyPrefix = prefix, MaxAge = maxAge ?? TimeSpan.FromMinutes(5) },
            time ?? TimeProvider.System
        );
}
