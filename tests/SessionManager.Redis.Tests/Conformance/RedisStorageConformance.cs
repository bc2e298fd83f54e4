using SessionManager.Storage;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>The storage on one Redis, from two connections.</summary>
public sealed class RedisStorageConformance : SessionStorageConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = await Connections.ToServerAsync();
        return Storages.Open(_redis[0], _prefix);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) =>
        new(Storages.Open(_redis[1], _prefix));
}

/// <summary>The storage on a Redis Cluster of three masters.</summary>
public sealed class RedisClusterStorageConformance : SessionStorageConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = await Connections.ToClusterAsync();
        return Storages.Open(_redis[0], _prefix);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) =>
        new(Storages.Open(_redis[1], _prefix));
}
