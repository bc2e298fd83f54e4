using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Caching;

namespace SessionManager.Core.Tests.Storage.Caching;

[Trait("Req", "2.23")]
public class CacheRegistrationTests
{
    [Fact]
    [Trait("Sec", "18")]
    public async Task Without_being_asked_for_nothing_is_kept()
    {
        await using var provider = new ServiceCollection().AddSessionManager().Services.BuildServiceProvider();

        Assert.Null(provider.GetRequiredService<SessionRuntime>().Storage as CachedSessionStorage);
        Assert.Null(provider.GetService<SessionCache>());
    }

    [Theory]
    [InlineData(0, 5, "SessionCacheOptions.MaxEntries")]
    [InlineData(10_000_001, 5, "SessionCacheOptions.MaxEntries")]
    [InlineData(10, 0, "SessionCacheOptions.MaxAge")]
    [InlineData(10, -1, "SessionCacheOptions.MaxAge")]
    [InlineData(10, 301, "SessionCacheOptions.MaxAge")]
    [Trait("Req", "2.10")]
    public void Options_that_cannot_work_are_named(int maxEntries, int seconds, string option)
    {
        var exception = Assert.Throws<OptionsValidationException>(() =>
            Read([], options => (options.MaxEntries, options.MaxAge) = (maxEntries, TimeSpan.FromSeconds(seconds)))
        );

        Assert.Contains(option, Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000_000, 300)]
    public void The_bounds_themselves_are_accepted(int maxEntries, int seconds) =>
        Read([], options => (options.MaxEntries, options.MaxAge) = (maxEntries, TimeSpan.FromSeconds(seconds)));

    [Fact]
    [Trait("Req", "2.10")]
    public void The_section_sets_options_and_code_wins()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["SessionManager:Cache:MaxEntries"] = "7",
            ["SessionManager:Cache:MaxAge"] = "00:00:02",
        };

        var options = Read(values, options => options.MaxEntries = 8);
        Assert.Equal((8, TimeSpan.FromSeconds(2)), (options.MaxEntries, options.MaxAge));
    }

    [Fact]
    public async Task Options_are_validated_when_the_host_starts()
    {
        await using var provider = new ServiceCollection()
            .AddSessionManager()
            .AddInProcessCache(options => options.MaxEntries = 0)
            .Services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
    }

    [Fact]
    public async Task A_cache_that_is_let_go_listens_no_more()
    {
        var feed = new InProcessChangeFeed();
        var node = new CacheNode(new MemorySessionStorage(), feed, new ManualTimeProvider());
        Assert.Equal(1, feed.Observers);

        await node.DisposeAsync();
        Assert.Equal(0, feed.Observers);
    }

    [Theory]
    [InlineData("pAAA .1")]
    [InlineData("p~~~~.1")]
    [InlineData("pAA==.1")]
    public async Task A_change_of_what_cannot_be_a_partition_is_passed_over(string text)
    {
        await using var cluster = new CacheCluster();
        var (id, _) = await cluster.Node.SignInAsync();
        await cluster.Node.Storage.FindAsync(id, default);

        if (SessionChange.TryParse(text, out var change))
            cluster.Node.Cache.OnChanged(change);
        Assert.True(cluster.Node.Has(id));
    }

    private static SessionCacheOptions Read(
        Dictionary<string, string?> values,
        Action<SessionCacheOptions>? configure = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddSessionManager().AddInProcessCache(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SessionCacheOptions>>().Value;
    }
}
