using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Servers;

public class RedisClusterTests
{
    [RedisFact]
    public async Task EveryMasterServesAShare()
    {
        var cluster = await SharedRedis.GetClusterAsync();
        var prefix = SharedRedis.NewPrefix();
        using var client = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString);
        var owners = new HashSet<RedisServer>();

        for (var i = 0; i < 30; i++)
        {
            var key = $"{prefix}:{i}";
            await client.GetDatabase().StringSetAsync(key, "here");
            var owner = await cluster.OwnerOfAsync(key);
            Assert.Equal("here", await owner.ExecuteAsync("GET", key));
            owners.Add(owner);
        }

        Assert.Equal(cluster.Masters.ToHashSet(), owners);
        Assert.Empty(cluster.Replicas);
    }

    [RedisFact]
    public async Task AReplicaTakesOverForAKilledMaster()
    {
        await using var cluster = await RedisCluster.CreateAsync(new(Replicas: true));
        Assert.Equal(3, cluster.Replicas.Count);
        var master = await cluster.OwnerOfAsync("note");
        var replica = cluster.Replicas[cluster.Masters.ToList().IndexOf(master)];
        await master.ExecuteAsync("SET", "note", "kept");
        await WaitFor.TrueAsync(async () => await replica.ExecuteAsync("DBSIZE") == "1");

        await master.KillAsync();
        await cluster.FailOverAsync(replica);

        Assert.Same(replica, await cluster.OwnerOfAsync("note"));
        Assert.Equal("kept", await replica.ExecuteAsync("GET", "note"));
        await master.StartAsync();
        await WaitFor.TrueAsync(async () => await master.InfoAsync("role") == "slave");
    }

    [RedisFact]
    public async Task ANodeThatWasKilledComesBack()
    {
        await using var cluster = await RedisCluster.CreateAsync(new() { Settings = ["appendonly yes"] });
        var owner = await cluster.OwnerOfAsync("note");
        await owner.ExecuteAsync("SET", "note", "kept");

        await owner.KillAsync();
        await owner.StartAsync();
        await cluster.UntilWholeAsync();

        Assert.Equal("kept", await owner.ExecuteAsync("GET", "note"));
    }
}
