using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests;

/// <summary>What each refusal of a real server is called, through the client the library is compiled against.</summary>
public sealed class RedisFailureTests
{
    [RedisFact]
    public async Task NoPassword()
    {
        await using var server = await RedisServer.CreateAsync(new(Password: "sesame"));
        Says("asks for a password", await FailAsync(server.EndPoint.ToString()));
    }

    [RedisFact]
    public async Task AWrongPassword()
    {
        await using var server = await RedisServer.CreateAsync(new(Password: "sesame"));
        var failure = await FailAsync($"{server.EndPoint},password=barley-corn");
        Says("or refuses the user or password", failure);
        Assert.DoesNotContain("barley-corn", failure.ToString(), StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task TooFewRights()
    {
        await using var server = await RedisServer.CreateAsync(
            new() { Settings = ["user default on nopass ~* +@all -set"] }
        );
        Says("may not do this", await FailAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task AReadOnlyReplica()
    {
        await using var master = await RedisServer.CreateAsync();
        await using var replica = await RedisServer.CreateAsync(new(ReplicaOf: master));
        Says("only a read-only replica", await FailAsync(replica.ConnectionString));
        const string script = "return redis.call('SET', KEYS[1], 'text')";
        Says(
            "this Redis is a read-only replica",
            await FailAsync(replica.ConnectionString, static d => d.ScriptEvaluateAsync(script, ["note"]))
        );
    }

    [RedisFact]
    public async Task AReplicaWithoutItsMaster()
    {
        await using var master = await RedisServer.CreateAsync();
        await using var replica = await RedisServer.CreateAsync(
            new(ReplicaOf: master) { Settings = ["replica-serve-stale-data no"] }
        );
        await WaitFor.TrueAsync(async () => await replica.InfoAsync("master_link_status") == "up");
        await master.KillAsync();
        await WaitFor.TrueAsync(async () => await replica.InfoAsync("master_link_status") == "down");
        Says("lost its master", await FailAsync(replica.ConnectionString, static d => d.StringGetAsync("note")));
    }

    [RedisFact]
    public async Task NoMemoryLeft()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = ["maxmemory 1"] });
        Says("Redis is full", await FailAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task NoSlots()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = ["cluster-enabled yes"] });
        Says("part of the Redis Cluster is down", await FailAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task NoDisk()
    {
        await using var server = await RedisServer.CreateAsync(new() { Settings = ["save 3600 1"] });
        Directory.Delete(server.Folder, recursive: true);
        await server.ExecuteAsync("BGSAVE");
        await WaitFor.TrueAsync(async () => await server.InfoAsync("rdb_last_bgsave_status") == "err");
        Says("cannot save to disk", await FailAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task NoServer()
    {
        await using var server = await RedisServer.CreateAsync();
        await server.KillAsync();
        Says("out of reach", await FailAsync(server.ConnectionString));
    }

    [RedisFact]
    public async Task AServerThatHangs()
    {
        await using var server = await RedisServer.CreateAsync();
        using var client = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},syncTimeout=300");
        await server.PauseAsync();
        Says("did not answer in time", Assert.ThrowsAny<Exception>(() => client.GetDatabase().StringSet("note", "x")));
    }

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", "still loads")]
    [InlineData("MOVED 3999 127.0.0.1:6381", "does not follow this cluster")]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", "does not follow this cluster")]
    [InlineData(
        "Endpoint 10.0.0.7:6379 serving hashslot 7 is not reachable at this point of time.",
        "cluster-announce-ip"
    )]
    [InlineData("No connection is available to service this operation: GET ZOOM", "the client refused it")]
    public void WhatAServerSays(string message, string expected) =>
        Says(expected, new InvalidOperationException(message));

    private static async Task<Exception> FailAsync(string to, Func<IDatabase, Task>? call = null)
    {
        call ??= static database => database.StringSetAsync("note", "text");
        return await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await ConnectionMultiplexer.ConnectAsync($"{to},connectRetry=1,connectTimeout=15000");
            await call(client.GetDatabase());
        });
    }

    private static void Says(string expected, Exception exception)
    {
        var failure = RedisFailure.Wrap("note", exception);
        Assert.True(failure.Message.Contains(expected, StringComparison.Ordinal), failure.ToString());
        Assert.StartsWith("The Redis operation 'note' failed: ", failure.Message, StringComparison.Ordinal);
        Assert.Same(exception, failure.InnerException);
    }
}
