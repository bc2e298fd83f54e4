using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

[Trait("Req", "3.10")]
public sealed class CacheRegistrationTests
{
    [Fact]
    public async Task One_call_keeps_sessions_in_the_hosts_cache()
    {
        var cache = new StrictDistributedCache();
        using var host = Build(builder => builder.UseDistributedCacheStorage(o => o.KeyPrefix = "shop"), cache);
        await host.StartAsync();
        var sessions = host.Services.GetRequiredService<ISessionManager>();

        var created = await sessions.CreateAsync(new("alice"));

        Assert.True((await sessions.ValidateAsync(created.Tokens!.Token)).IsValid);
        Assert.IsType<CacheSessionStorage>(host.Services.GetRequiredService<ISessionStorage>());
        Assert.Contains($"shop:s:{created.Session!.Id}", cache.Keys);
        Assert.All(cache.Keys, static key => Assert.StartsWith("shop:", key, StringComparison.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task Without_a_cache_the_host_does_not_start_and_says_what_to_register()
    {
        using var host = Build(static builder => builder.UseDistributedCacheStorage());

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("IDistributedCache", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AddDistributedMemoryCache", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KeyPrefix", "", 60, 1)]
    [InlineData("KeyPrefix", "a b", 60, 1)]
    [InlineData("KeyPrefix", "ä", 60, 1)]
    [InlineData("KeyPrefix", "a\n", 60, 1)]
    [InlineData("KeyPrefix", null, 60, 1)]
    [InlineData("KeyPrefix", "0123456789012345678901234567890123456789012345678901234567890123x", 60, 1)]
    [InlineData("Retention", "sm", 59, 1)]
    [InlineData("Retention", "sm", -1, 1)]
    [InlineData("Retention", "sm", 315_360_001, 1)]
    [InlineData("MaxConcurrentCalls", "sm", 60, 0)]
    [InlineData("MaxConcurrentCalls", "sm", 60, 257)]
    public async Task A_wrong_option_stops_the_host_and_is_named(string option, string? prefix, int seconds, int calls)
    {
        using var host = Build(
            builder =>
                builder.UseDistributedCacheStorage(options =>
                {
                    options.KeyPrefix = prefix!;
                    options.Retention = TimeSpan.FromSeconds(seconds);
                    options.MaxConcurrentCalls = calls;
                }),
            new StrictDistributedCache()
        );

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith(
            $"CacheSessionStorageOptions.{option}",
            Assert.Single(exception.Failures),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_bounds_of_the_options_are_allowed()
    {
        using var host = Build(
            static builder =>
                builder.UseDistributedCacheStorage(static options =>
                {
                    options.KeyPrefix = new string('a', 61) + "._-";
                    options.Retention = TimeSpan.FromDays(3650);
                    options.MaxConcurrentCalls = 256;
                }),
            new StrictDistributedCache()
        );

        await host.StartAsync();

        Assert.True((await host.Services.GetRequiredService<ISessionManager>().CreateAsync(new("alice"))).Succeeded);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_storage_that_was_replaced_asks_for_nothing_and_warns_of_nothing()
    {
        using var logs = new RecordingLogs();
        using var host = Build(
            static builder => builder.UseDistributedCacheStorage(o => o.KeyPrefix = "").UseMemoryStorage(),
            logs: logs
        );

        await host.StartAsync();

        Assert.Empty(logs.Named("SessionStorageNotAtomic"));
        await host.StopAsync();
    }

    [Fact]
    public async Task What_is_not_promised_is_logged_once_at_start()
    {
        using var logs = new RecordingLogs();
        using var host = Build(
            static builder => builder.UseDistributedCacheStorage().UseDistributedCacheStorage(),
            new StrictDistributedCache(),
            logs
        );

        await host.StartAsync();

        var entry = Assert.Single(logs.Named("SessionStorageNotAtomic"));
        Assert.Equal((LogLevel.Warning, 1531), (entry.Level, entry.Id.Id));
        Assert.Contains("limit", entry.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(CacheSessionStorage), entry.Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task What_a_cache_cannot_do_is_told_to_callers_in_words_that_help()
    {
        using var host = Build(static builder => builder.UseDistributedCacheStorage(), new StrictDistributedCache());
        var sessions = host.Services.GetRequiredService<ISessionManager>();
        var admin = sessions.For(new SessionCaller("admin-1", null, ["admin"]));

        var list = await Assert.ThrowsAsync<SessionStorageUnsupportedException>(async () =>
            await admin.QueryAsync(new())
        );
        Assert.Contains("SessionFilters.UserId", list.Message, StringComparison.Ordinal);
        Assert.Null(list.InnerException);
        await Assert.ThrowsAsync<SessionStorageUnsupportedException>(async () => await admin.GetStatisticsAsync());
        await sessions.CreateAsync(new("alice"));
        var alices = await admin.QueryAsync(new() { Filters = new() { UserId = "alice" } });
        Assert.Single(alices.Value!.Sessions);
        Assert.Equal(new SessionCleanupResult(0, 0), (await admin.CleanUpAsync()).Value);
    }

    private static IHost Build(
        Action<ISessionManagerBuilder> build,
        IDistributedCache? cache = null,
        RecordingLogs? logs = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        // This cache never answers at once: by the real clock a busy machine looks like one that hangs.
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        if (cache is not null)
            builder.Services.AddSingleton(cache);
        if (logs is not null)
            builder.Logging.AddProvider(logs);
        build(builder.Services.AddSessionManager());
        return builder.Build();
    }
}
