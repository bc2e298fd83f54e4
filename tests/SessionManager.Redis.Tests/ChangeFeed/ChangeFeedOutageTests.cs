using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.ChangeFeed;

/// <summary>A node that may have missed something says so, in time and in the promised order.</summary>
public sealed class ChangeFeedOutageTests
{
    private const string Prefix = "sm";
    private static readonly DateTimeOffset Now = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SessionChange Change = SessionChange.OfSession(SessionId.Create("ada"), Now);

    [RedisFact]
    public async Task AServerThatHangsIsNoticedInTime()
    {
        await using var server = await RedisServer.CreateAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix);

        await server.PauseAsync();
        var passed = await node.PassUntilAsync(() => !node.Feed.IsConnected);

        // An interval of one second and a timeout of one, by the node's clock and as finely as the test moves it.
        Assert.InRange(passed, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        await WaitFor.TrueAsync(() => node.Interruptions.Count == 2);

        await server.ResumeAsync();
        await node.PassUntilAsync(() => node.Feed.IsConnected);

        // On losing touch and before coming back, never while connected.
        Assert.True(node.Interruptions.Count >= 3);
        Assert.DoesNotContain(true, node.Interruptions);
        await ReachesAsync(node);
    }

    [RedisFact]
    public async Task AServerThatDiesIsNoticedAtOnceAndFoundAgain()
    {
        await using var server = await RedisServer.CreateAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix);

        Assert.Null(node.Feed.DisconnectedSince);

        // Not by a heartbeat, of which there is none while the clock stands still.
        await server.KillAsync();
        await WaitFor.TrueAsync(() => !node.Feed.IsConnected);
        Assert.Equal(node.Clock.GetUtcNow(), node.Feed.DisconnectedSince);
        await WaitFor.TrueAsync(() => node.Interruptions.Count == 2);
        await server.StartAsync();
        await node.PassUntilAsync(() => node.Feed.IsConnected);
        Assert.Null(node.Feed.DisconnectedSince);

        Assert.DoesNotContain(true, node.Interruptions);
        await ReachesAsync(node);
        Assert.Contains(node.Logs.Entries, entry => entry.Contains("do not arrive any more", StringComparison.Ordinal));
    }

    // The clock stands still, so there is no heartbeat: only the client's own word can be the cause.
    [RedisFact]
    public async Task ALostConnectionIsNoticedWithoutAHeartbeat()
    {
        await using var server = await RedisServer.CreateAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix);

        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await WaitFor.TrueAsync(() => !node.Feed.IsConnected);
        await WaitFor.TrueAsync(() => node.Interruptions.Count == 2);
        Assert.DoesNotContain(true, node.Interruptions);
    }

    [RedisFact]
    public async Task AServerThatIsNotThereYetIsWaitedFor()
    {
        await using var server = await RedisServer.CreateAsync();
        await server.KillAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix, wait: false);

        await node.PassUntilAsync(() => node.Logs.Text.Contains("do not arrive yet", StringComparison.Ordinal));
        Assert.False(node.Feed.IsConnected);
        Assert.Empty(node.Interruptions);
        await server.StartAsync();
        await node.PassUntilAsync(() => node.Feed.IsConnected);

        Assert.Equal([false], node.Interruptions.Distinct());
        await ReachesAsync(node);
    }

    // The other nodes answer: a ping that goes to one of them would say all is well.
    [RedisFact]
    public async Task TheNodeOfAClusterThatHoldsTheChannelHangs()
    {
        await using var cluster = await RedisCluster.CreateAsync();
        using var node = await FeedNode.ConnectAsync(cluster.ConnectionString, Prefix);
        var holder = await HolderAsync(cluster);

        await holder.PauseAsync();
        await node.PassUntilAsync(() => !node.Feed.IsConnected);
        await WaitFor.TrueAsync(() => node.Interruptions.Count >= 2);
        await holder.ResumeAsync();
        await node.PassUntilAsync(() => node.Feed.IsConnected);

        Assert.DoesNotContain(true, node.Interruptions);
        await ReachesAsync(node);
    }

    [RedisFact]
    public async Task TheNodeOfAClusterThatHoldsTheChannelDies()
    {
        await using var cluster = await RedisCluster.CreateAsync();
        using var node = await FeedNode.ConnectAsync(cluster.ConnectionString, Prefix);
        var holder = await HolderAsync(cluster);

        await holder.KillAsync();
        await WaitFor.TrueAsync(() => node.Interruptions.Count >= 2);
        await holder.StartAsync();
        await node.PassUntilAsync(() => node.Feed.IsConnected);

        Assert.DoesNotContain(true, node.Interruptions);
        await ReachesAsync(node);
    }

    [RedisTheory]
    [InlineData(false, "did not answer in time")]
    [InlineData(true, "out of reach")]
    public async Task AnnouncingEndsInTime(bool kill, string reason)
    {
        await using var server = await RedisServer.CreateAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix);
        await (kill ? server.KillAsync() : server.PauseAsync());
        if (kill)
            await WaitFor.TrueAsync(() => !node.Feed.IsConnected);

        var publishing = node.Feed.PublishAsync([Change], CancellationToken.None).AsTask();
        if (!kill)
        {
            node.Clock.Advance(TimeSpan.FromSeconds(0.9));
            Assert.False(publishing.IsCompleted);
            node.Clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        var failure = await Assert.ThrowsAsync<SessionStorageException>(() => publishing.WaitAsync(WaitFor.Patience));
        Assert.Contains("publish changes", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task AnnouncingIsCancelled()
    {
        await using var server = await RedisServer.CreateAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, Prefix);
        await server.PauseAsync();
        using var cancellation = new CancellationTokenSource();

        var publishing = node.Feed.PublishAsync([Change], cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    private static async Task ReachesAsync(FeedNode node)
    {
        await node.Feed.PublishAsync([Change], CancellationToken.None);
        await node.UntilToldAsync(Change);
    }

    private static async Task<RedisServer> HolderAsync(RedisCluster cluster)
    {
        foreach (var master in cluster.Masters)
        {
            var answer = await master.ExecuteAsync("PUBSUB", "NUMSUB", $"{Prefix}:changes");
            if (answer.EndsWith("\n1", StringComparison.Ordinal))
                return master;
        }

        throw new InvalidOperationException("No node has a listener.");
    }
}
