using SessionManager.Storage;
using SessionManager.Testing.Management;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>A whole manager on Redis.</summary>
[Trait("Req", "3.19")]
public sealed class RedisManagerConformance : SessionManagerConformance
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync() =>
        Storages.Open((await Connections.ToServerAsync())[0], SharedRedis.NewPrefix());
}

/// <summary>A whole manager on a Redis Cluster.</summary>
[Trait("Req", "3.19")]
public sealed class RedisClusterManagerConformance : SessionManagerConformance
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync() =>
        Storages.Open((await Connections.ToClusterAsync())[0], SharedRedis.NewPrefix());
}
