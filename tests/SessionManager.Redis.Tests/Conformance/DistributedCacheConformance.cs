using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Conformance;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>What the storage over any cache promises, over a Redis.</summary>
[Trait("Req", "3.10")]
public sealed class DistributedCacheConformance : CacheStorageConformance
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync() =>
        new CacheSessionStorage(
            new RedisDistributedCache((await Connections.ToServerAsync())[0]),
            Options.Create(new CacheSessionStorageOptions { KeyPrefix = SharedRedis.NewPrefix() }),
            TimeProvider.System
        );
}
