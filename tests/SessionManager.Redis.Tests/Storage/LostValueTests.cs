using SessionManager.Redis.Storage;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Indexes whose sessions were evicted by the server, or were kept no longer: they heal as they are used.</summary>
public sealed class LostValueTests : IAsyncLifetime
{
    private OwnRedis _redis = null!;

    public async Task InitializeAsync() => _redis = await OwnRedis.StartAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task A_lost_session_holds_no_place_under_a_limit()
    {
        var lost = await OpenAsync();
        await LoseAsync(lost);

        var result = await _redis.Storage.InsertAsync(
            SessionSamples.Create("alice", Moments.At(1)),
            new SessionLimit(1, SessionLimitAction.Reject),
            CancellationToken.None
        );

        Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
        await AssertForgottenAsync(lost);
    }

    [Fact]
    public async Task A_list_forgets_it()
    {
        var lost = await OpenAsync();
        var kept = await OpenAsync();
        await LoseAsync(lost);

        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = "alice" },
            Limit = 1,
        };
        var page = await _redis.Storage.QueryAsync(query, Moments.At(1), CancellationToken.None);

        Assert.Equal(kept, Assert.Single(page.Sessions).Id);
        Assert.Null(page.Next);
        await AssertForgottenAsync(lost);
    }

    [Fact]
    public async Task Cleanup_forgets_it_and_counts_are_right_again()
    {
        var lost = await OpenAsync();
        var ended = await OpenAsync();
        await _redis.Storage.TerminateAsync(ended, Moments.Ending(1), CancellationToken.None);
        await LoseAsync(lost);
        await LoseAsync(ended);

        Assert.Empty(await _redis.Storage.ExpireDueAsync(Moments.At(100_000), 100, CancellationToken.None));
        Assert.Equal(0, await _redis.Storage.PurgeAsync(Moments.At(100_000), 100, CancellationToken.None));

        var statistics = await _redis.Storage.GetStatisticsAsync(Moments.At(100_000), CancellationToken.None);
        Assert.Equal(new SessionStatistics(), statistics);
    }

    [Fact]
    public async Task Ending_all_of_a_user_goes_past_it()
    {
        var lost = await OpenAsync();
        var live = await OpenAsync();
        await LoseAsync(lost);

        var ended = await _redis.Storage.TerminateAllAsync("alice", null, Moments.Ending(1), CancellationToken.None);

        Assert.Equal(live, Assert.Single(ended).Session.Id);
        await AssertForgottenAsync(lost);
    }

    [Fact]
    public async Task Nothing_is_left_once_all_is_purged()
    {
        for (var i = 0; i < 20; i++)
            await OpenAsync($"user-{i}");
        await _redis.Storage.TerminateAllAsync("user-0", null, Moments.Ending(1), CancellationToken.None);
        var late = Moments.Start.AddDays(40);

        await _redis.Storage.ExpireDueAsync(late, 1000, CancellationToken.None);
        Assert.Equal(20, await _redis.Storage.PurgeAsync(late, 1000, CancellationToken.None));

        Assert.Equal("0", await _redis.Server.ExecuteAsync("DBSIZE"));
    }

    [Fact]
    public async Task Nothing_is_left_of_an_erased_user()
    {
        await OpenAsync();
        await _redis.Storage.TerminateAllAsync("alice", null, Moments.Ending(1), CancellationToken.None);
        await _redis.Storage.InsertAsync(
            SessionSamples.Create("alice", Moments.At(2)),
            SessionLimit.None,
            CancellationToken.None
        );

        Assert.Equal(2, await _redis.Storage.EraseUserAsync("alice", CancellationToken.None));

        Assert.Equal("0", await _redis.Server.ExecuteAsync("DBSIZE"));
    }

    private async Task<SessionId> OpenAsync(string user = "alice")
    {
        var record = SessionSamples.Create(user, Moments.Start);
        await _redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        return record.Session.Id;
    }

    private async Task LoseAsync(SessionId id) =>
        Assert.True(await _redis.Database.KeyDeleteAsync(RedisShard.Of(id).Key("sm") + "s:" + Bare(id)));

    private async Task AssertForgottenAsync(SessionId id)
    {
        var shard = RedisShard.Of(id).Key("sm");
        foreach (var index in new[] { "due", "act", "idle", "l:alice", "a:alice", "h:alice" })
            Assert.Null(await _redis.Database.SortedSetScoreAsync(shard + index, Bare(id)));
    }

    private static string Bare(SessionId id) => id.ToString()[SessionId.Prefix.Length..];
}
