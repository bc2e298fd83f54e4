using SessionManager.Redis.Tests.Conformance;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>What goes over the wire, by the server's own count.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public async Task A_look_up_is_one_GET_and_nothing_else()
    {
        await using var redis = await OwnRedis.StartAsync();
        var record = SessionSamples.Create("alice", Moments.Start);
        await redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        await Connections.SettleAsync(redis.Connection);
        await redis.Server.ExecuteAsync("CONFIG", "RESETSTAT");

        for (var i = 0; i < 10; i++)
            Assert.NotNull(await redis.Storage.FindAsync(record.Session.Id, CancellationToken.None));

        Assert.Equal(["get=10"], await CommandsAsync(redis));
    }

    [Fact]
    public async Task Each_write_is_one_script()
    {
        await using var redis = await OwnRedis.StartAsync();
        var record = SessionSamples.Create("alice", Moments.Start);
        var id = record.Session.Id;
        // Both the scripts and the connection are warm.
        await WriteAsync(SessionSamples.Create("bob", Moments.Start));
        await Connections.SettleAsync(redis.Connection);
        await redis.Server.ExecuteAsync("CONFIG", "RESETSTAT");

        await WriteAsync(record);

        Assert.Contains("evalsha=4", await CommandsAsync(redis));
        Assert.DoesNotContain(
            await CommandsAsync(redis),
            static command => command.StartsWith("script", StringComparison.Ordinal)
        );

        async Task WriteAsync(SessionRecord written)
        {
            await redis.Storage.InsertAsync(written, new SessionLimit(3, default), CancellationToken.None);
            await redis.Storage.TouchAsync([new(written.Session.Id, Moments.At(60))], CancellationToken.None);
            Assert.True(await redis.Storage.ReplaceAsync(written, 2, Moments.At(70), CancellationToken.None));
            Assert.NotNull(
                await redis.Storage.TerminateAsync(written.Session.Id, Moments.Ending(80), CancellationToken.None)
            );
        }
    }

    [Fact]
    public async Task A_server_that_lost_the_scripts_is_given_them_again()
    {
        await using var redis = await OwnRedis.StartAsync();
        var record = SessionSamples.Create("alice", Moments.Start);
        await redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        await redis.Server.ExecuteAsync("SCRIPT", "FLUSH");

        var inserts = Enumerable
            .Range(0, 50)
            .Select(i =>
                redis
                    .Storage.InsertAsync(
                        SessionSamples.Create($"user-{i}", Moments.Start),
                        SessionLimit.None,
                        CancellationToken.None
                    )
                    .AsTask()
            );
        var results = await Task.WhenAll(inserts);

        Assert.All(results, static result => Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome));
        var statistics = await redis.Storage.GetStatisticsAsync(Moments.At(1), CancellationToken.None);
        Assert.Equal(51, statistics.Total);
    }

    [Fact]
    public async Task A_record_that_did_not_change_is_not_parsed_again()
    {
        await using var redis = await OwnRedis.StartAsync();
        var record = SessionSamples.Create("alice", Moments.Start);
        var id = record.Session.Id;
        await redis.Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);

        var first = await redis.Storage.FindAsync(id, CancellationToken.None);
        var again = await redis.Storage.FindAsync(id, CancellationToken.None);
        Assert.Same(first, again);

        await redis.Storage.TerminateAsync(id, Moments.Ending(10), CancellationToken.None);
        var ended = await redis.Storage.FindAsync(id, CancellationToken.None);
        Assert.NotNull(ended!.Session.Termination);
    }

    private static async Task<IReadOnlyList<string>> CommandsAsync(OwnRedis redis)
    {
        var info = await redis.Server.ExecuteAsync("INFO", "commandstats");
        return
        [
            .. info.Split("\r\n")
                .Where(static line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
                .Select(static line => line["cmdstat_".Length..].Split(':', '='))
                .Select(static parts => $"{parts[0]}={parts[2].Split(',')[0]}")
                // The test's own, and the client's heartbeat.
                .Where(static command =>
                    !command.StartsWith("config", StringComparison.Ordinal)
                    && !command.StartsWith("info", StringComparison.Ordinal)
                    && !command.StartsWith("ping", StringComparison.Ordinal)
                ),
        ];
    }
}
