using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Servers that refuse: each error names the fix, and nothing is half-written.</summary>
public sealed class RefusingServerTests
{
    [Fact]
    public async Task A_full_server_takes_no_sign_in_and_still_ends_sessions()
    {
        await using var redis = await OwnRedis.StartAsync();
        var signedIn = await FillAsync(redis, 20);
        await redis.Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var refused = await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await redis.Storage.InsertAsync(
                SessionSamples.Create("late", Moments.Start),
                SessionLimit.None,
                CancellationToken.None
            )
        );
        Assert.Contains("maxmemory", refused.Message, StringComparison.Ordinal);
        foreach (var id in signedIn.Take(10))
            Assert.NotNull(await redis.Storage.TerminateAsync(id, Moments.Ending(10), CancellationToken.None));
        Assert.Equal(10, (await EndAllAsync(redis, "alice")).Count);
        // Also the mark of a user who has nothing to end.
        Assert.Empty(await EndAllAsync(redis, "nobody"));

        await redis.Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        var statistics = await redis.Storage.GetStatisticsAsync(Moments.At(20), CancellationToken.None);
        Assert.Equal(new SessionStatistics { Terminated = 20 }, statistics);
        foreach (var id in signedIn)
            Assert.NotNull((await redis.Storage.FindAsync(id, CancellationToken.None))!.Session.Termination);
        var superseded = await redis.Storage.InsertAsync(
            SessionSamples.Create("nobody", Moments.Start),
            SessionLimit.None,
            CancellationToken.None
        );
        Assert.Equal(SessionInsertOutcome.Superseded, superseded.Outcome);
    }

    [Fact]
    public async Task A_replica_is_named_as_one()
    {
        await using var master = await OwnRedis.StartAsync();
        await FillAsync(master, 1);
        await using var replica = await OwnRedis.StartAsync(new(ReplicaOf: master.Server));
        await WaitFor.TrueAsync(async () => await replica.Server.InfoAsync("master_link_status") == "up");

        var refused = await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await replica.Storage.InsertAsync(
                SessionSamples.Create("alice", Moments.Start),
                SessionLimit.None,
                CancellationToken.None
            )
        );

        Assert.Contains("replica", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_server_that_is_gone_is_an_error_of_the_storage_and_one_that_is_back_is_used()
    {
        await using var redis = await OwnRedis.StartAsync(new(Persistent: true));
        var id = (await FillAsync(redis, 1))[0];
        await redis.Server.KillAsync();

        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await redis.Storage.FindAsync(id, CancellationToken.None)
        );
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await redis.Storage.TerminateAsync(id, Moments.Ending(10), CancellationToken.None)
        );

        await redis.Server.StartAsync();
        await WaitFor.TrueAsync(() => AnswersAsync(redis, id));
        Assert.NotNull(await redis.Storage.TerminateAsync(id, Moments.Ending(10), CancellationToken.None));
    }

    [Fact]
    public async Task A_server_restarted_empty_has_no_sessions_and_takes_new_ones()
    {
        await using var redis = await OwnRedis.StartAsync();
        var id = (await FillAsync(redis, 1))[0];
        await redis.Server.KillAsync();
        await redis.Server.StartAsync();
        await WaitFor.TrueAsync(() => AnswersAsync(redis, id));

        Assert.Null(await redis.Storage.FindAsync(id, CancellationToken.None));
        Assert.Null(await redis.Storage.TerminateAsync(id, Moments.Ending(10), CancellationToken.None));
        Assert.Equal(0, await redis.Storage.TouchAsync([new(id, Moments.At(60))], CancellationToken.None));
        Assert.Single(await FillAsync(redis, 1));
    }

    private static async Task<bool> AnswersAsync(OwnRedis redis, SessionId id)
    {
        try
        {
            await redis.Storage.FindAsync(id, CancellationToken.None);
            return true;
        }
        catch (SessionStorageException)
        {
            return false;
        }
    }

    private static ValueTask<IReadOnlyList<SessionRecord>> EndAllAsync(OwnRedis redis, string user) =>
        redis.Storage.TerminateAllAsync(user, except: null, Moments.Ending(10), CancellationToken.None);

    private static async Task<IReadOnlyList<SessionId>> FillAsync(OwnRedis redis, int count)
    {
        var ids = new List<SessionId>();
        for (var i = 0; i < count; i++)
        {
            var record = SessionSamples.CreateFull("alice", Moments.Start);
            await redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
            ids.Add(record.Session.Id);
        }

        return ids;
    }
}
