using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Tests.Servers;
using Xunit.Abstractions;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>
/// The cleanup of very many sessions while people are at work: 200,000, or a million with the environment variable
/// SESSIONMANAGER_HEAVY=1.
/// </summary>
[Trait("Req", "1.19")]
[Trait("Sec", "31")]
public sealed class HeavyCleanupTests(ITestOutputHelper output)
{
    private const int Live = 2_000;
    private const int ExpireBatch = 1_000;
    private const int PurgeBatch = 2_000;

    private static readonly int _due =
        Environment.GetEnvironmentVariable("SESSIONMANAGER_HEAVY") == "1" ? 1_000_000 : 100_000;

    [PostgresFact]
    public async Task Every_session_ends_once_and_no_live_one_is_touched()
    {
        await using var database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        await FillAsync(database.ConnectionString);
        var times = new StatementTimes();
        await using var cleaner = Application.Start(options =>
            options.UseNpgsql(database.ConnectionString).AddInterceptors(times)
        );
        await using var host = Application.Start(database);
        var live = await LiveAsync(host.Storage);
        Report("finds before", await FindsAsync(host.Storage, live, Task.Delay(TimeSpan.FromSeconds(2))));

        var now = Moments.Now;
        var expiring = ExpireAsync(cleaner.Storage, now);
        Report("finds while sessions end", await FindsAsync(host.Storage, live, expiring));
        Assert.Equal(_due, await expiring);
        var counts = await host.Storage.GetStatisticsAsync(now, default);
        Assert.Equal((Live, _due, 0), ((int)counts.Live, (int)counts.Expired, (int)counts.Terminated));

        var purging = PurgeAsync(cleaner.Storage, now);
        Report("finds while history goes", await FindsAsync(host.Storage, live, purging));
        Assert.Equal(_due, await purging);
        foreach (var (text, slowest, median, count) in times.Slowest)
        {
            output.WriteLine(
                $"{slowest.TotalMilliseconds:F0} ms at most, {median.TotalMilliseconds:F1} ms in the middle, {count} times: "
                    + text.ReplaceLineEndings(" ")[..Math.Min(160, text.Length)]
            );
        }

        await AssertUntouchedAsync(database.ConnectionString);
    }

    // The indexes are made afterwards, as a restore does: quicker than with every row.
    private static async Task FillAsync(string connectionString)
    {
        const string indexes =
            "SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE tablename = 'sessions' AND indexname LIKE 'ix%'";
        var create = await SessionRows.ScalarAsync<string>(connectionString, indexes);
        await SessionRows.RunAsync(
            connectionString,
            await SessionRows.ScalarAsync<string>(
                connectionString,
                "SELECT 'DROP INDEX ' || string_agg(quote_ident(indexname), ',') FROM pg_indexes "
                    + "WHERE tablename = 'sessions' AND indexname LIKE 'ix%'"
            )
        );
        await SessionRows.InsertAsync(
            connectionString,
            _due,
            'd',
            user: "'user-' || n % 20000",
            activity: "now() - interval '1 day' - n % 1000000 * interval '100 milliseconds'",
            expires: "activity + interval '30 minutes'"
        );
        await SessionRows.InsertAsync(
            connectionString,
            Live,
            'l',
            user: "'user-' || n",
            activity: "now() - n * interval '100 milliseconds'",
            expires: "activity + interval '10 hours'"
        );
        await SessionRows.RunAsync(connectionString, create);
        await SessionRows.RunAsync(connectionString, "VACUUM ANALYZE sessions");
        await SessionRows.RunAsync(connectionString, "VACUUM ANALYZE session_users");
    }

    private static async Task<SessionId[]> LiveAsync(ISessionStorage storage)
    {
        var query = new SessionQuery
        {
            Filters = new() { ActiveOnly = true },
            Limit = 500,
        };
        return [.. (await storage.QueryAsync(query, Moments.Now, default)).Sessions.Select(static one => one.Id)];
    }

    private static async Task<int> ExpireAsync(ISessionStorage storage, DateTimeOffset now)
    {
        var ended = new HashSet<SessionId>();
        while (true)
        {
            var records = await storage.ExpireDueAsync(now, ExpireBatch, default);
            foreach (var record in records)
            {
                Assert.True(ended.Add(record.Session.Id), "A session ended twice.");
                Assert.Equal(SessionTermination.Expiry(record.Session.ExpiresAt), record.Session.Termination);
            }

            if (records.Count < ExpireBatch)
                return ended.Count;
        }
    }

    private static async Task<int> PurgeAsync(ISessionStorage storage, DateTimeOffset before)
    {
        var purged = 0;
        while (true)
        {
            var deleted = await storage.PurgeAsync(before, PurgeBatch, default);
            purged += deleted;
            if (deleted < PurgeBatch)
                return purged;
        }
    }

    /// <summary>Validates somebody about every millisecond until the work is over.</summary>
    private static async Task<TimeSpan[]> FindsAsync(ISessionStorage storage, SessionId[] live, Task work)
    {
        var took = new List<TimeSpan>();
        for (var i = 0; !work.IsCompleted; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var found = await storage.FindAsync(live[i % live.Length], default);
            took.Add(Stopwatch.GetElapsedTime(started));
            Assert.Null(found!.Session.Termination);
            await Task.Delay(1);
        }

        took.Sort();
        return [.. took];
    }

    private void Report(string what, TimeSpan[] took) =>
        output.WriteLine(
            $"{what}: {took.Length}, median {took[took.Length / 2].TotalMilliseconds:F2} ms, "
                + $"p99 {took[took.Length * 99 / 100].TotalMilliseconds:F2} ms, most {took[^1].TotalMilliseconds:F0} ms"
        );

    private static async Task AssertUntouchedAsync(string connectionString)
    {
        var left = await SessionRows.ScalarAsync<long>(connectionString, "SELECT count(*) FROM sessions");
        var untouched = await SessionRows.ScalarAsync<long>(
            connectionString,
            "SELECT count(*) FROM sessions WHERE id LIKE 'sess\\_l%' AND version = 1 AND terminated_at IS NULL "
                + "AND status = 'active'"
        );
        Assert.Equal((Live, Live), (left, untouched));
        var users = await SessionRows.ScalarAsync<long>(connectionString, "SELECT count(*) FROM session_users");
        Assert.Equal(Live, users);
    }
}
