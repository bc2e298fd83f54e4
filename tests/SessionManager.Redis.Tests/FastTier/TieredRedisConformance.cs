using SessionManager.Redis.Tests.Conformance;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Management;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.FastTier;

/// <summary>Two nodes over one durable storage and one Redis.</summary>
public sealed class TieredRedisStorageConformance : SessionStorageConformance
{
    private readonly MemorySessionStorage _durable = new();
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = await Connections.ToServerAsync();
        return Open(_redis[0]);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open(_redis[1]));

    private TieredSessionStorage Open(ConnectionMultiplexer redis) =>
        new(_durable, FastTiers.Open(redis, _prefix), Patient);

    /// <summary>A busy machine is no failure that these tests are about.</summary>
    internal static TieredStorageOptions Patient { get; } = new() { FastTierTimeout = TimeSpan.FromSeconds(30) };
}

/// <summary>The same on a Redis Cluster.</summary>
public sealed class TieredRedisClusterConformance : SessionStorageConformance
{
    private readonly MemorySessionStorage _durable = new();
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = await Connections.ToClusterAsync();
        return Open(_redis[0]);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open(_redis[1]));

    private TieredSessionStorage Open(ConnectionMultiplexer redis) =>
        new(_durable, FastTiers.Open(redis, _prefix), TieredRedisStorageConformance.Patient);
}

/// <summary>A whole manager on both tiers.</summary>
public sealed class TieredRedisManagerConformance : SessionManagerConformance
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync() =>
        new TieredSessionStorage(
            new MemorySessionStorage(),
            FastTiers.Open((await Connections.ToServerAsync())[0], SharedRedis.NewPrefix(), time: Clock),
            TieredRedisStorageConformance.Patient,
            Clock
        );
}
