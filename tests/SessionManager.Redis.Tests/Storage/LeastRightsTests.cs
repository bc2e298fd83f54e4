using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>A Redis user with just the rights that the package's README asks for.</summary>
public sealed class LeastRightsTests
{
    /// <summary>The rights as the README has them, to be given to ACL SETUSER.</summary>
    private const string Rights =
        "~sm:* &sm:* +@read +@write +eval +evalsha +script|load +publish +subscribe +unsubscribe +info +time +ping "
        + "+client +echo -@dangerous +info";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task They_are_enough(bool behindMemory)
    {
        await using var redis = await OwnRedis.StartAsync(
            new() { Settings = [$"user default on nopass resetkeys resetchannels -@all {Rights}"] }
        );
        var services = new ServiceCollection();
        services.AddSingleton<IConnectionMultiplexer>(redis.Connection);
        // A busy machine is no failure that this is about.
        services.Configure<TieredStorageOptions>(static options => options.FastTierTimeout = WaitFor.Patience);
        var builder = services.AddSessionManager(static options => options.StorageTimeout = WaitFor.Patience);
        _ = behindMemory ? builder.UseMemoryStorage().UseRedisCache() : builder.UseRedisStorage().AddRedisChangeFeed();
        await using var provider = services.BuildServiceProvider();
        var sessions = provider.GetRequiredService<ISessionManager>();

        var opened = await sessions.CreateAsync(new SessionCreateRequest("alice"));
        var refreshed = await sessions.RefreshAsync(opened.Tokens!.Token);
        Assert.True((await sessions.ValidateAsync(refreshed.Tokens!.Token)).IsValid);
        Assert.Single((await sessions.QueryAsync(new())).Sessions);
        Assert.Equal(1, (await sessions.GetStatisticsAsync()).Live);
        await sessions.CleanUpAsync();
        Assert.Equal(1, await sessions.TerminateAllAsync("alice", "admin", SessionEndReasons.AdminRevoked));
        Assert.False((await sessions.ValidateAsync(refreshed.Tokens.Token)).IsValid);
        Assert.Equal(1, await sessions.EraseUserAsync("alice", "admin"));
        var feed = provider.GetRequiredService<ISessionChangeFeed>();
        await WaitFor.TrueAsync(() => feed.IsConnected);
    }

    [Fact]
    public void The_README_names_them()
    {
        var readme = File.ReadAllText(
            SessionManager.Core.Tests.Architecture.Repository.PathOf("src/SessionManager.Redis/README.md")
        );

        Assert.Contains(Rights, string.Join(' ', readme.Split('\n')), StringComparison.Ordinal);
    }
}
