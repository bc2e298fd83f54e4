using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Storage.Caching;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.ChangeFeed;

public sealed class ChangeFeedRegistrationTests
{
    [RedisFact]
    public async Task TheHostStartsTheFeed()
    {
        var prefix = SharedRedis.NewPrefix();
        var server = await SharedRedis.GetAsync();
        using var host = await BuildAsync(builder =>
            builder
                .UseRedisStorage(o => o.KeyPrefix = prefix)
                // A machine that stands still for a second is no feed that was lost.
                .AddRedisChangeFeed(static o => o.HeartbeatTimeout = WaitFor.Patience)
                .AddRedisChangeFeed()
        );

        await host.StartAsync();

        // Nobody asked the feed for anything: it listens, once, where the storage announces.
        await WaitFor.TrueAsync(async () =>
            (await server.ExecuteAsync("PUBSUB", "NUMSUB", $"{prefix}:changes")).EndsWith(
                "\n1",
                StringComparison.Ordinal
            )
        );
        var feed = host.Services.GetRequiredService<ISessionChangeFeed>();
        await WaitFor.TrueAsync(() => feed.IsConnected);
        Assert.IsType<RedisSessionChangeFeed>(feed);
        Assert.Single(host.Services.GetServices<ISessionChangeFeed>());

        await host.StopAsync();
        Assert.True(feed.IsConnected);
        host.Dispose();
        Assert.False(feed.IsConnected);
    }

    [RedisFact]
    public async Task TheFirstUseStartsTheFeed()
    {
        var server = await SharedRedis.GetAsync();
        var prefix = SharedRedis.NewPrefix();
        using var asked = await BuildAsync(builder => builder.AddRedisChangeFeed(o => o.KeyPrefix = prefix));
        using var observed = await BuildAsync(static builder =>
            builder.AddRedisChangeFeed(o => o.KeyPrefix = SharedRedis.NewPrefix())
        );
        var feed = observed.Services.GetRequiredService<ISessionChangeFeed>();
        var observer = new Signal();
        using var subscription = feed.Subscribe(observer);

        // To be there is no use yet.
        var unused = asked.Services.GetRequiredService<ISessionChangeFeed>();
        Assert.EndsWith("\n0", await server.ExecuteAsync("PUBSUB", "NUMSUB", $"{prefix}:changes"));
        await WaitFor.TrueAsync(() => unused.IsConnected);
        await observer.Interrupted.WaitAsync(WaitFor.Patience);
    }

    [Fact]
    public async Task AMissingConnectionIsNamedAtStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSessionManager().AddRedisChangeFeed();
        using var host = builder.Build();

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(
            "services.AddSingleton<IConnectionMultiplexer>(ConnectionMultiplexer.Connect(",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("KeyPrefix", "{a}")]
    [InlineData("KeyPrefix", "")]
    [InlineData("HeartbeatInterval", "00:00:00")]
    [InlineData("HeartbeatTimeout", "00:02:00")]
    [InlineData("PublishTimeout", "-00:00:01")]
    public void OptionsThatCannotWorkAreNamed(string option, string value)
    {
        var options = new RedisChangeFeedOptions { KeyPrefix = "sm" };
        var validator = new RedisChangeFeedOptionsValidator();
        Assert.True(validator.Validate(null, options).Succeeded);
        var property = typeof(RedisChangeFeedOptions).GetProperty(option)!;
        property.SetValue(
            options,
            property.PropertyType == typeof(string)
                ? value
                : TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
        );

        var result = validator.Validate(null, options);

        Assert.Contains($"RedisChangeFeedOptions.{option} must be", Assert.Single(result.Failures!));
    }

    private static async Task<IHost> BuildAsync(Action<ISessionManagerBuilder> add)
    {
        var server = await SharedRedis.GetAsync();
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => multiplexer);
        add(builder.Services.AddSessionManager());
        return builder.Build();
    }

    private sealed class Signal : ISessionChangeObserver
    {
        private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Interrupted => _interrupted.Task;

        public void OnChanged(SessionChange change) { }

        public void OnInterrupted() => _interrupted.TrySetResult();
    }
}
