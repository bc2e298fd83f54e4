using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing.Caching;

namespace SessionManager.Jwt.Tests.Conformance;

/// <summary>In memory.</summary>
[Trait("Req", "3.19")]
public sealed class MemoryManagerConformance : JwtManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());
}

/// <summary>Behind the in-process cache.</summary>
[Trait("Req", "2.23")]
public sealed class CachedManagerConformance : JwtManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(new MemorySessionStorage());

    protected override void Configure(ISessionManagerBuilder builder)
    {
        builder.Services.AddSingleton<ISessionChangeFeed>(new InProcessChangeFeed());
        builder.AddInProcessCache();
    }
}
