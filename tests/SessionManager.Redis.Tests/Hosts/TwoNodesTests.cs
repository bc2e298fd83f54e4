using System.Diagnostics;
using System.Net;
using SessionManager.Sessions;
using SessionManager.Tests.Servers;

namespace SessionManager.Redis.Tests.Hosts;

/// <summary>What is ended on one node is refused on the other.</summary>
[Trait("Sec", "18")]
public sealed class TwoNodesTests
{
    /// <summary>The greatest age of a copy, <c>SessionCacheOptions.MaxAge</c>, and time for the machine to be slow.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5) + TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("redis")]
    [InlineData("tiered")]
    public async Task With_nothing_kept_in_the_process_the_next_request_is_refused(string storage)
    {
        await using var nodes = await PairAsync(storage);
        for (var round = 0; round < 20; round++)
        {
            var (token, session) = await nodes.First.SignInAsync();
            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));

            await EndAsync(round, nodes.First, session);

            Assert.Equal(HttpStatusCode.Unauthorized, await nodes.Second.GetAsync(token));
            Assert.Equal(HttpStatusCode.Unauthorized, await nodes.First.GetAsync(token));
        }
    }

    [Theory]
    [InlineData("cached redis")]
    [InlineData("cached postgres")]
    [InlineData("cached tiers")]
    public async Task With_a_cache_in_each_process_it_is_refused_within_the_bound(string storage)
    {
        await using var nodes = await PairAsync(storage);
        for (var round = 0; round < 20; round++)
        {
            var (token, session) = await nodes.First.SignInAsync();
            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));
            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));

            await EndAsync(round, nodes.First, session);

            Assert.Equal(HttpStatusCode.Unauthorized, await nodes.First.GetAsync(token));
            await RefusedAsync(nodes.Second, token);
        }
    }

    /// <summary>A rotation elsewhere: the new token is good at once, whatever copy a node has.</summary>
    [Theory]
    [InlineData("redis")]
    [InlineData("cached redis")]
    [InlineData("cached postgres")]
    [InlineData("tiered")]
    [InlineData("cached tiers")]
    public async Task A_rotated_token_is_good_everywhere_at_once(string storage)
    {
        await using var nodes = await PairAsync(storage);
        for (var round = 0; round < 20; round++)
        {
            var (token, session) = await nodes.First.SignInAsync();
            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(token));

            var rotated = await nodes.First.Sessions.SetRolesAsync(session.Id, ["admin"], null, "root");

            Assert.Equal(HttpStatusCode.OK, await nodes.Second.GetAsync(rotated.Tokens!.Token));
            await RefusedAsync(nodes.Second, token);
        }
    }

    private static async Task<NodePair> PairAsync(string storage)
    {
        var storages = await HostStorages.CreateAsync((await SharedRedis.GetAsync()).ConnectionString);
        return await NodePair.StartAsync(storages, storage, fastTierTimeout: Node.Patient);
    }

    private static async Task EndAsync(int round, Node node, UserSession session)
    {
        if (round % 2 == 0)
            Assert.True(await node.Sessions.TerminateAsync(session.Id, "admin", SessionEndReasons.AdminRevoked));
        else
            Assert.Equal(
                1,
                await node.Sessions.TerminateAllAsync(session.UserId, "admin", SessionEndReasons.AdminRevoked)
            );
    }

    private static async Task RefusedAsync(Node node, string token)
    {
        for (var waited = Stopwatch.StartNew(); ; )
        {
            // When it was asked counts: the answer to that may be late.
            var asked = waited.Elapsed;
            if (await node.GetAsync(token) == HttpStatusCode.Unauthorized)
                return;
            Assert.True(asked < Bound, $"Still accepted after {asked}.");
        }
    }
}
