using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Storage.DistributedCache;
using SessionManager.Management;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Testing.Management;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>A whole manager over a cache, both by the clock of the test: what the cache forgets is really gone.</summary>
public sealed class CacheSessionManagerConformance : SessionManagerConformance
{
    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(
            new CacheSessionStorage(
                new StrictDistributedCache(Clock),
                Options.Create(new CacheSessionStorageOptions()),
                Clock
            )
        );

    /// <summary>A cache forgets by itself what is over: nothing is swept or purged, and nothing tells of it.</summary>
    public override async Task Expired_sessions_are_cleaned_up()
    {
        Assert.True((await Sessions.CreateAsync(new SessionCreateRequest("alice"))).Succeeded);
        Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(new SessionCleanupResult(0, 0), await Sessions.CleanUpAsync());
    }
}
