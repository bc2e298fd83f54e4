using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Storage.DistributedCache;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;

namespace SessionManager.Core.Tests.Conformance;

public sealed class CacheSessionStorageConformance : CacheStorageConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(
            new CacheSessionStorage(
                new StrictDistributedCache(),
                Options.Create(new CacheSessionStorageOptions()),
                TimeProvider.System
            )
        );
}
