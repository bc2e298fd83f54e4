using System.Diagnostics;
using System.Net;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>Redis hangs, dies, comes back empty or as another: no ended session is accepted where that is promised.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5) + TimeSpan.FromSeconds(2);

    private RedisServer _redis = null!;
    private HostStorages _storages = null!;

    public async Task InitializeAsync()
    {
        SharedRedis.Require();
        _redis = await RedisServer.CreateAsync();
        _storages = await HostStorages.CreateAsync(_redis.ConnectionString);
    }

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    /// <summary>The feed is cut: nodes ask the database again, and a revocation holds within the age of a copy.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task A_feed_that_hangs_does_not_keep_an_ended_session_alive()
    {
        await using var nodes = await NodePair.StartAsync(_storages, "cached postgres");
        var (token, session) = await nodes.First.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));
        await _redis.PauseAsync();

        Assert.True(await nodes.First.Sessions.TerminateAsync(session.Id, "admin", SessionEndReasons.AdminRevoked));

        await AnswersAsync(nodes.Second, token, HttpStatusCode.Unauthorized, Bound);
        var (other, _) = await nodes.First.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(other));
        await _redis.ResumeAsync();
        await AnswersAsync(nodes.Second, token, HttpStatusCode.Unauthorized, Bound);
    }

    /// <summary>Redis is the only storage: nobody is let in without it, nobody is signed out, open pages are served.</summary>
    [Theory]
    [InlineData("redis")]
    [InlineData("cached redis")]
    [Trait("Sec", "36")]
    public async Task Without_its_only_storage_a_node_answers_503_and_recovers(string storage)
    {
        await _redis.DisposeAsync();
        _redis = await RedisServer.CreateAsync(new(Persistent: true) { Settings = ["appendfsync always"] });
        _storages = await HostStorages.CreateAsync(_redis.ConnectionString);
        await using var nodes = await NodePair.StartAsync(_storages, storage);
        var (token, _) = await nodes.First.SignInAsync();
        var (endedToken, ended) = await nodes.First.SignInAsync();
        await nodes.First.Sessions.TerminateAsync(ended.Id, "admin", SessionEndReasons.AdminRevoked);

        await _redis.KillAsync();

        await AnswersAsync(nodes.Second, token, HttpStatusCode.ServiceUnavailable, Bound);
        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token, "/open"));
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await nodes.First.Sessions.TerminateAsync(ended.Id, "admin", SessionEndReasons.AdminRevoked)
        );

        await _redis.StartAsync();
        await AnswersAsync(nodes.Second, token, HttpStatusCode.OK, WaitFor.Patience);
        Assert.Equal(HttpStatusCode.Unauthorized, await nodes.Second.GetAsync(endedToken));
    }

    /// <summary>A database behind Redis goes on without it, and what was ended meanwhile stays ended when it is back.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task Tiers_go_on_without_Redis_and_nothing_ended_comes_back_with_it()
    {
        await using var nodes = await NodePair.StartAsync(_storages, "tiered");
        var (token, session) = await nodes.First.SignInAsync();
        var (other, _) = await nodes.First.SignInAsync("bob");
        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));
        await _redis.KillAsync();

        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));
        // Done in the database; that the fast tier could not be told is said, never a false success.
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await nodes.First.Sessions.TerminateAsync(session.Id, "admin", SessionEndReasons.AdminRevoked)
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await nodes.Second.GetAsync(token));

        await _redis.StartAsync();
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(3))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await nodes.First.GetAsync(token));
            Assert.Equal(HttpStatusCode.Unauthorized, await nodes.Second.GetAsync(token));
            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(other));
        }
    }

    /// <summary>A hanging Redis costs tiers a moment, not the request.</summary>
    [Fact]
    [Trait("Sec", "36")]
    public async Task Tiers_do_not_wait_for_a_Redis_that_hangs()
    {
        // A multiple of the quarter of a second that the fast tier may take: waiting for all of it is no answer in time.
        await using var nodes = await NodePair.StartAsync(_storages, "tiered", storageTimeout: TimeSpan.FromSeconds(4));
        var (token, _) = await nodes.First.SignInAsync();
        await _redis.PauseAsync();

        Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));
        Assert.Equal(HttpStatusCode.OK, await nodes.First.GetAsync(token));

        await _redis.ResumeAsync();
    }

    /// <summary>What had reached the replica when its master died is what it goes on with.</summary>
    [Fact]
    public async Task A_promoted_replica_refuses_what_was_ended()
    {
        await using var cluster = await RedisCluster.CreateAsync(new() { Replicas = true });
        var storages = await HostStorages.CreateAsync(cluster.ConnectionString);
        await using var nodes = await NodePair.StartAsync(storages, "redis");
        var (token, session) = await nodes.First.SignInAsync();
        var (live, _) = await nodes.First.SignInAsync();
        await nodes.First.Sessions.TerminateAsync(session.Id, "admin", SessionEndReasons.AdminRevoked);

        for (var i = 0; i < cluster.Masters.Count; i++)
        {
            await CaughtUpAsync(cluster.Masters[i], cluster.Replicas[i]);
            await cluster.Masters[i].KillAsync();
            await cluster.FailOverAsync(cluster.Replicas[i]);
        }

        await AnswersAsync(nodes.Second, live, HttpStatusCode.OK, WaitFor.Patience);
        await AnswersAsync(nodes.Second, token, HttpStatusCode.Unauthorized, WaitFor.Patience);
        await WaitFor.TrueAsync(async () => (await TrySignInAsync(nodes.First)) is not null);
    }

    private static async Task<string?> TrySignInAsync(Node node)
    {
        try
        {
            return (await node.SignInAsync("carol")).Token;
        }
        catch (SessionStorageException)
        {
            return null;
        }
    }

    private static Task CaughtUpAsync(RedisServer master, RedisServer replica) =>
        WaitFor.TrueAsync(async () =>
            await master.InfoAsync("master_repl_offset") == await replica.InfoAsync("slave_repl_offset")
        );

    private static async Task AnswersAsync(Node node, string token, HttpStatusCode status, TimeSpan bound)
    {
        for (var waited = Stopwatch.StartNew(); ; )
        {
            // When it was asked counts: the answer to that may be late.
            var asked = waited.Elapsed;
            var answer = await node.GetAsync(token);
            if (answer == status)
                return;
            Assert.True(asked < bound, $"Still {answer} after {asked}.");
        }
    }
}
