using SessionManager.Sessions;
using SessionManager.Storage.Caching;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.ChangeFeed;

public sealed class RedisChangeFeedTests
{
    private static readonly DateTimeOffset Now = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _prefix = SharedRedis.NewPrefix();

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AChangeReachesEveryNode(bool cluster)
    {
        var to = await ConnectionStringAsync(cluster);
        using var here = await FeedNode.ConnectAsync(to, _prefix);
        using var there = await FeedNode.ConnectAsync(to, _prefix);
        using var elsewhere = await FeedNode.ConnectAsync(to, SharedRedis.NewPrefix());
        SessionChange[] changes =
        [
            SessionChange.OfSession(SessionId.Create("ada"), Now),
            SessionChange.OfUser("grace", Now),
        ];

        await here.Feed.PublishAsync(changes, CancellationToken.None);

        await there.UntilToldAsync(changes);
        await here.UntilToldAsync(changes);
        Assert.Equal(changes, there.Changes);
        Assert.Empty(elsewhere.Changes);
        // Once each, before the feed turned connected.
        Assert.Equal([false], there.Interruptions);
    }

    [RedisFact]
    public async Task ManyChangesAtOnceArrive()
    {
        using var node = await FeedNode.ConnectAsync(await ConnectionStringAsync(), _prefix);
        var changes = Enumerable
            .Range(0, 2500)
            .Select(i => SessionChange.OfSession(SessionId.Create($"user {i}"), Now))
            .ToArray();

        await node.Feed.PublishAsync(changes, CancellationToken.None);

        await WaitFor.TrueAsync(() => node.Changes.Count == changes.Length);
        Assert.Equal(changes.ToHashSet(), node.Changes.ToHashSet());
    }

    [RedisFact]
    public async Task WhatIsNoChangeIsIgnored()
    {
        var server = await SharedRedis.GetAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, _prefix);
        var change = SessionChange.OfSession(SessionId.Create("ada"), Now);
        string[] garbage = ["", "\n", "s", "p....", "h0123", "h", new string('x', 100_000), "\0\uFFFD", $"{change}0x"];

        foreach (var message in garbage)
            await server.ExecuteAsync("PUBLISH", $"{_prefix}:changes", message);
        await server.ExecuteAsync("PUBLISH", $"{_prefix}:changes", $"nothing\n{change}\n");

        await node.UntilToldAsync(change);
        Assert.Equal([change], node.Changes);
        Assert.True(node.Feed.IsConnected);
        Assert.Single(node.Interruptions);
        Assert.Single(node.Logs.Entries, entry => entry.Contains("no change of a session", StringComparison.Ordinal));
    }

    [RedisFact]
    public async Task APrefixIsNoPattern()
    {
        var server = await SharedRedis.GetAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, $"{_prefix}*");
        var change = SessionChange.OfUser("ada", Now);

        await server.ExecuteAsync("PUBLISH", $"{_prefix}x:changes", SessionChange.OfUser("grace", Now).ToString());
        await server.ExecuteAsync("PUBLISH", $"{_prefix}*:changes", change.ToString());

        await node.UntilToldAsync(change);
        Assert.Equal([change], node.Changes);
    }

    [RedisFact]
    public async Task ADisposedFeedIsDeafAndSaysSo()
    {
        var server = await SharedRedis.GetAsync();
        using var node = await FeedNode.ConnectAsync(server.ConnectionString, _prefix);
        Assert.Equal(1, await ListenersAsync(server));

        node.Feed.Dispose();
        node.Feed.Dispose();

        Assert.False(node.Feed.IsConnected);
        Assert.Equal([false, false], node.Interruptions);
        await WaitFor.TrueAsync(async () => await ListenersAsync(server) == 0);
        node.Feed.Start();
        using (node.Feed.Subscribe(node))
            Assert.False(node.Feed.IsConnected);
        Assert.Equal(0, await ListenersAsync(server));
        await node.Feed.PublishAsync([SessionChange.OfUser("ada", Now)], CancellationToken.None);
        Assert.Empty(node.Changes);
    }

    [RedisFact]
    public async Task NobodyIsToldAfterUnsubscribing()
    {
        using var node = await FeedNode.ConnectAsync(await ConnectionStringAsync(), _prefix);
        using var other = await FeedNode.ConnectAsync(await ConnectionStringAsync(), _prefix);
        var second = other.Feed.Subscribe(node);
        var change = SessionChange.OfUser("ada", Now);

        second.Dispose();
        second.Dispose();
        await node.Feed.PublishAsync([change], CancellationToken.None);

        await node.UntilToldAsync(change);
        await other.UntilToldAsync(change);
        Assert.Equal([change], node.Changes);
    }

    private async Task<int> ListenersAsync(RedisServer server) =>
        (await server.ExecuteAsync("PUBSUB", "NUMSUB", $"{_prefix}:changes")).EndsWith("\n0", StringComparison.Ordinal)
            ? 0
            : 1;

    private static async Task<string> ConnectionStringAsync(bool cluster = false) =>
        cluster
            ? (await SharedRedis.GetClusterAsync()).ConnectionString
            : (await SharedRedis.GetAsync()).ConnectionString;
}
