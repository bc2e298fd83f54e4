using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SessionManager.Redis.Diagnostics;
using SessionManager.Testing;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Diagnostics;

public sealed class RedisHealthTests
{
    /// <summary>For an answer that comes, be the machine as busy as it likes.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(30);

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllIsWell(bool cluster)
    {
        var to = cluster
            ? (await SharedRedis.GetClusterAsync()).ConnectionString
            : (await SharedRedis.GetAsync()).ConnectionString;

        var result = await CheckAsync(to);

        Assert.True(result.Status == HealthStatus.Healthy, result.Description);
        foreach (var endPoint in to.Split(','))
        {
            Assert.InRange(Assert.IsType<double>(result.Data[$"{endPoint} script_ms"]), 0, Patient.TotalMilliseconds);
            // It is known no better than to half of what the answer took.
            Assert.InRange(
                Math.Abs(Assert.IsType<double>(result.Data[$"{endPoint} clock_skew_ms"])),
                0,
                ((double)result.Data[$"{endPoint} script_ms"] / 2) + 2000
            );
        }
    }

    [RedisFact]
    public async Task TheProbeIsGoneAfterASecond()
    {
        await using var server = await RedisServer.CreateAsync();

        await CheckAsync(server.ConnectionString);

        var left = await server.ExecuteAsync("PTTL", "sm:health");
        Assert.True(left == "-2" || !left.StartsWith('-'), left);
        await WaitFor.TrueAsync(async () => await server.ExecuteAsync("DBSIZE") == "0");
    }

    [RedisTheory]
    [InlineData("allkeys-lru", "100mb", HealthStatus.Degraded)]
    [InlineData("volatile-ttl", "100mb", HealthStatus.Degraded)]
    [InlineData("noeviction", "100mb", HealthStatus.Healthy)]
    [InlineData("allkeys-lru", "0", HealthStatus.Degraded)]
    public async Task AServerThatWouldDropSessions(string policy, string memory, HealthStatus expected)
    {
        await using var server = await RedisServer.CreateAsync(
            new() { Settings = [$"maxmemory {memory}", $"maxmemory-policy {policy}"] }
        );

        var result = await CheckAsync(server.ConnectionString);

        Assert.Equal(expected, result.Status);
        Assert.Equal(
            expected == HealthStatus.Degraded,
            result.Description!.Contains("Set maxmemory-policy noeviction", StringComparison.Ordinal)
        );
        var allowed = await CheckAsync(server.ConnectionString, configure: static o => o.AllowEviction = true);
        Assert.Equal(HealthStatus.Healthy, allowed.Status);
    }

    [RedisTheory]
    [InlineData(10, " is -")]
    [InlineData(-10, " is +")]
    [InlineData(1, null)]
    public async Task AClockOfItsOwn(int ahead, string? complaint)
    {
        var server = await SharedRedis.GetAsync();

        // Stands still, so that the check takes no time by it; its own timeouts never come.
        var result = await CheckAsync(
            server.ConnectionString,
            time: () => new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(ahead))
        );

        Assert.Equal(complaint is null ? HealthStatus.Healthy : HealthStatus.Degraded, result.Status);
        if (complaint is not null)
            Assert.Contains(complaint, result.Description, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task OnlyAReplica()
    {
        await using var master = await RedisServer.CreateAsync();
        await using var replica = await RedisServer.CreateAsync(new(ReplicaOf: master));

        Says("is a read-only replica. Connect to the master", await CheckAsync(replica.ConnectionString));
    }

    [RedisFact]
    public async Task AReplicaThatIsGone()
    {
        await using var master = await RedisServer.CreateAsync();
        await using var replica = await RedisServer.CreateAsync(new(ReplicaOf: master));
        var to = $"{master.ConnectionString},{replica.ConnectionString}";
        await replica.KillAsync();

        var result = await CheckAsync(to, connectTimeout: TimeSpan.FromSeconds(5));

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains($"Redis {replica.EndPoint} is out of reach", result.Description, StringComparison.Ordinal);
    }

    [RedisTheory]
    [InlineData("")]
    [InlineData(",password=barley-corn")]
    public async Task ARefusedLogIn(string password)
    {
        await using var server = await RedisServer.CreateAsync(new(Password: "sesame"));

        // Between two attempts to log in the client has at times forgotten why the last one failed.
        var result = new HealthReportEntry();
        await WaitFor.TrueAsync(async () =>
        {
            result = await CheckAsync($"{server.EndPoint}{password}", connectTimeout: TimeSpan.FromSeconds(2));
            return result.Description!.Contains("asks for a password, or refuses", StringComparison.Ordinal);
        });
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        var all = $"{result.Description}{result.Exception}{string.Join(' ', result.Data)}";
        Assert.DoesNotContain("barley-corn", all, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task AFullMemory()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = ["maxmemory 1"] });
        Says("Redis is full", await CheckAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task NoRightToRunScripts()
    {
        await using var server = await RedisServer.CreateAsync(
            new() { Settings = ["user default on nopass ~* &* +@all -@scripting"] }
        );
        Says("the Redis user may not do this", await CheckAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task NoServer()
    {
        await using var server = await RedisServer.CreateAsync();
        await server.KillAsync();
        var result = await CheckAsync(server.ConnectionString, connectTimeout: TimeSpan.FromSeconds(2));
        Says("Redis is out of reach", result);
    }

    [RedisFact]
    public async Task AServerThatHangs()
    {
        await using var server = await RedisServer.CreateAsync();

        var result = await CheckAsync(
            server.ConnectionString,
            before: server.PauseAsync,
            configure: options => options.Timeout = TimeSpan.FromMilliseconds(300)
        );

        Says("did not answer in time", result);
    }

    [RedisTheory]
    [InlineData("yes", "part of the Redis Cluster is down")]
    [InlineData("no", "is out of reach")]
    public async Task AClusterWithAGap(string requiresAllSlots, string expected)
    {
        await using var cluster = await RedisCluster.CreateAsync(
            // Where the node is to be missed by the client, the others must not notice first.
            new(NodeTimeout: requiresAllSlots == "yes" ? 1000 : 15_000)
            {
                Settings = [$"cluster-require-full-coverage {requiresAllSlots}"],
            }
        );
        var (killed, other) = (cluster.Masters[2], cluster.Masters[0]);

        var result = await CheckAsync(
            cluster.ConnectionString,
            before: async () =>
            {
                await killed.KillAsync();
                if (requiresAllSlots == "yes")
                    await WaitFor.TrueAsync(async () =>
                        (await other.ExecuteAsync("CLUSTER", "INFO")).Contains("cluster_state:fail")
                    );
            }
        );

        Says(expected, result);
    }

    [Fact]
    public void AMissingConnectionAndBadOptionsAreNamed()
    {
        var services = new ServiceCollection();
        services
            .AddHealthChecks()
            .AddSessionManagerRedis(options =>
                (options.MaxClockSkew, options.Timeout) = (TimeSpan.Zero, TimeSpan.Zero)
            );
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() =>
            provider.GetRequiredService<IStartupValidator>().Validate()
        );

        Assert.Equal(3, failure.Failures.Count());
        Assert.Contains("Register it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MaxClockSkew must", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Timeout must", failure.Message, StringComparison.Ordinal);
    }

    /// <param name="to">The connection string.</param>
    /// <param name="before">What happens once the client is connected.</param>
    /// <param name="time">Makes the clock, at the last moment: one that stands still falls behind from then on.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="connectTimeout">Until when the client waits for all servers: for long, unless one does not come.</param>
    private static async Task<HealthReportEntry> CheckAsync(
        string to,
        Func<Task>? before = null,
        Func<TimeProvider>? time = null,
        Action<RedisHealthOptions>? configure = null,
        TimeSpan? connectTimeout = null
    )
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(
            $"{to},abortConnect=false,connectTimeout={(connectTimeout ?? Patient).TotalMilliseconds}"
        );
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConnectionMultiplexer>(_ => multiplexer);
        services.AddSingleton(_ => time?.Invoke() ?? TimeProvider.System);
        services
            .AddHealthChecks()
            .AddSessionManagerRedis(options =>
            {
                options.Timeout = Patient;
                configure?.Invoke(options);
            });
        await using var provider = services.BuildServiceProvider();
        if (before is not null)
            await before();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return Assert.Single(report.Entries).Value;
    }

    private static void Says(string expected, HealthReportEntry result)
    {
        Assert.True(result.Status == HealthStatus.Unhealthy, result.Description);
        Assert.True(
            result.Description!.Contains(expected, StringComparison.Ordinal),
            $"{result.Description} {result.Exception}"
        );
    }
}
