using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Management;

namespace SessionManager.Core.Tests.Conformance;

[Trait("Req", "2.23")]
public sealed class CachedSessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());

    protected override void Configure(ISessionManagerBuilder builder)
    {
        builder.Services.AddSingleton<ISessionChangeFeed>(new InProcessChangeFeed());
        builder.AddInProcessCache();
    }
}

[Trait("Req", "2.23")]
public sealed class LoneCachedSessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());

    protected override void Configure(ISessionManagerBuilder builder) => builder.AddInProcessCache();
}
