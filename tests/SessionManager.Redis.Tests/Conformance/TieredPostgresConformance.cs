using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.Redis.Tests.FastTier;
using SessionManager.Redis.Tests.Hosts;
using SessionManager.Storage;
using SessionManager.Storage.Tiered;
using SessionManager.Testing.Management;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>PostgreSQL behind Redis, from two nodes.</summary>
[Trait("Req", "1.9")]
public sealed class TieredPostgresStorageConformance : SessionStorageConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ConnectionMultiplexer[] _redis = [];
    private string _database = "";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await SessionDatabase.DropAsync(_database);
    }

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = await Connections.ToServerAsync();
        _database = await SessionDatabase.CreateAsync();
        return Open(_redis[0]);
    }

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open(_redis[1]));

    private TieredSessionStorage Open(ConnectionMultiplexer redis) =>
        new(SessionDatabase.Open(_database), FastTiers.Open(redis, _prefix), TieredRedisStorageConformance.Patient);
}

/// <summary>A whole manager on Redis behind the in-process cache, with the change feed.</summary>
[Trait("Req", "2.23")]
public sealed class CachedRedisManagerConformance : SessionManagerConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private IConnectionMultiplexer? _redis;

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        _redis = (await Connections.ToServerAsync())[0];
        return Storages.Open(_redis, _prefix);
    }

    protected override void Configure(ISessionManagerBuilder builder)
    {
        builder.Services.AddSingleton(_redis!);
        builder.AddRedisChangeFeed(feed => feed.KeyPrefix = _prefix).AddInProcessCache();
    }
}
