using Microsoft.Extensions.DependencyInjection;
using SessionManager.Management;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Sessions;
using SessionManager.Testing;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>Two hosts whose clocks are 30 seconds apart, on one Redis with a clock of its own.</summary>
public sealed class ClockSkewTests : IAsyncLifetime
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _behindClock = new();
    private readonly string _prefix = SharedRedis.NewPrefix();
    private ServiceProvider _ahead = null!;
    private ServiceProvider _behind = null!;

    private ISessionManager Ahead => _ahead.GetRequiredService<ISessionManager>();

    private ISessionManager Behind => _behind.GetRequiredService<ISessionManager>();

    public async Task InitializeAsync()
    {
        var redis = await Connections.ToServerAsync();
        _behind = Build(redis[0], _behindClock);
        _ahead = Build(redis[1], new ManualTimeProvider(_behindClock.GetUtcNow() + Skew));
    }

    public async Task DisposeAsync()
    {
        await _ahead.DisposeAsync();
        await _behind.DisposeAsync();
    }

    [Fact]
    public async Task What_one_opens_the_other_accepts_and_what_one_ends_the_other_refuses()
    {
        foreach (var (first, second) in new[] { (Ahead, Behind), (Behind, Ahead) })
        {
            var opened = await first.CreateAsync(new SessionCreateRequest("alice"));
            Assert.True((await second.ValidateAsync(opened.Tokens!.Token)).IsValid);

            Assert.True(await second.TerminateAsync(opened.Session!.Id, "admin", SessionEndReasons.AdminRevoked));

            Assert.False((await first.ValidateAsync(opened.Tokens.Token)).IsValid);
        }
    }

    /// <summary>The mark of the host ahead lies in the other's future: sign-ins there wait, none is let through.</summary>
    [Fact]
    public async Task Ending_all_by_the_one_ahead_ends_all_and_holds_for_the_difference()
    {
        var opened = await Behind.CreateAsync(new SessionCreateRequest("alice"));
        Assert.Equal(1, await Ahead.TerminateAllAsync("alice", "admin", SessionEndReasons.AdminRevoked));

        Assert.False((await Behind.ValidateAsync(opened.Tokens!.Token)).IsValid);
        Assert.Equal(SessionOutcome.Superseded, (await Behind.CreateAsync(new SessionCreateRequest("alice"))).Outcome);
        Assert.True((await Ahead.CreateAsync(new SessionCreateRequest("alice"))).Succeeded);

        _behindClock.Advance(Skew);
        Assert.True((await Behind.CreateAsync(new SessionCreateRequest("alice"))).Succeeded);
    }

    /// <summary>A use recorded by the host behind never takes back what the other recorded.</summary>
    [Fact]
    public async Task Activity_only_moves_forward()
    {
        var opened = await Ahead.CreateAsync(new SessionCreateRequest("alice"));
        var id = opened.Session!.Id;

        await Behind.TouchAsync(id);

        Assert.Equal(opened.Session.LastActivityAt, (await Ahead.GetAsync(id))!.LastActivityAt);
        _behindClock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await Behind.TouchAsync(id));
        Assert.Equal(_behindClock.GetUtcNow(), (await Ahead.GetAsync(id))!.LastActivityAt);
    }

    private ServiceProvider Build(IConnectionMultiplexer redis, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(redis);
        services.AddSessionManager().UseRedisStorage(o => o.KeyPrefix = _prefix);
        return services.BuildServiceProvider();
    }
}
