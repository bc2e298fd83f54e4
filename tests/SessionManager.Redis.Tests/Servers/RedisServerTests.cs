using System.Net.Sockets;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Servers;

public class RedisServerTests
{
    [RedisFact]
    public async Task TheSharedServerIsOne()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SharedRedis.GetAsync()));

        Assert.Single(servers.Distinct());
        Assert.Equal("PONG", await servers[0].ExecuteAsync("PING"));
        Assert.NotEqual(SharedRedis.NewPrefix(), SharedRedis.NewPrefix());
    }

    [RedisFact]
    public async Task ItsConnectionStringIsForTheClient()
    {
        await using var server = await RedisServer.CreateAsync(new(Password: "pass"));
        using var client = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);

        await client.GetDatabase().StringSetAsync("greeting", "grüezi");

        Assert.Equal("grüezi", await server.ExecuteAsync("GET", "greeting"));
    }

    [RedisTheory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "kept")]
    [InlineData(true, true, "")]
    public async Task AKilledServerStartsWithWhatItWasToKeep(bool persistent, bool loseData, string expected)
    {
        await using var server = await RedisServer.CreateAsync(new(Persistent: persistent));
        await server.ExecuteAsync("SET", "note", "kept");
        var (endPoint, process) = (server.EndPoint, server.ProcessId);

        await server.KillAsync();
        Assert.False(ProcessTable.IsRunning([process]));
        await Assert.ThrowsAsync<SocketException>(() => server.ExecuteAsync("PING"));
        await server.StartAsync(loseData);

        Assert.Equal(endPoint, server.EndPoint);
        Assert.Equal(expected, await server.ExecuteAsync("GET", "note"));
    }

    [RedisFact]
    public async Task APausedServerAnswersOnceItIsResumed()
    {
        await using var server = await RedisServer.CreateAsync();

        await server.PauseAsync();
        var answer = server.ExecuteAsync("PING");
        await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(300)));
        Assert.False(answer.IsCompleted);
        await server.ResumeAsync();

        Assert.Equal("PONG", await answer);
    }

    [RedisFact]
    public async Task SettingsReachTheServer()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = ["maxmemory-policy allkeys-lru"] });

        Assert.Equal("allkeys-lru", await server.InfoAsync("maxmemory_policy"));
        Assert.Equal("", await server.InfoAsync("no_such_field"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsync("NOSUCH"));
    }

    [RedisFact]
    public async Task AReplicaCopiesItsMaster()
    {
        await using var master = await RedisServer.CreateAsync(new(Password: "pass"));
        await using var replica = await RedisServer.CreateAsync(new(ReplicaOf: master));
        await master.ExecuteAsync("SET", "note", "copied");

        // Waits for the copy itself, for ten seconds at most; before the replica is there it would not.
        await WaitFor.TrueAsync(async () => await replica.InfoAsync("master_link_status") == "up");
        await WaitFor.TrueAsync(async () => await replica.ExecuteAsync("GET", "note") == "copied");
        Assert.Equal("slave", await replica.InfoAsync("role"));
    }

    [RedisFact]
    public async Task NothingIsLeftAfterDisposal()
    {
        var server = await RedisServer.CreateAsync(new(Persistent: true));
        var process = server.ProcessId;

        await server.PauseAsync();
        await server.DisposeAsync();

        Assert.False(ProcessTable.IsRunning([process]));
        Assert.False(Directory.Exists(server.Folder));
    }

    [RedisFact]
    public async Task AKilledServerIsDisposedOf()
    {
        var server = await RedisServer.CreateAsync();

        await server.KillAsync();
        Assert.True(Directory.Exists(server.Folder));
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
    }
}
