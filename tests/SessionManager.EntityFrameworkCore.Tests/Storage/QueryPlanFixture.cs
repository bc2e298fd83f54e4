using Microsoft.EntityFrameworkCore;
using Npgsql;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>
/// What PostgreSQL plans for every statement of the storage, over 50,000 sessions of 5,000 users: a tenth of them live,
/// a hundredth due, the rest history of a month.
/// </summary>
public sealed class QueryPlanFixture : IAsyncLifetime
{
    private const string Heavy = "user-7";
    private const string Other = "user-8";

    private readonly List<QueryPlan> _plans = [];
    private readonly SqlCapture _capture = new();
    private TestDatabase? _database;

    internal IReadOnlyList<QueryPlan> Of(string operation) => [.. _plans.Where(plan => plan.Operation == operation)];

    internal IReadOnlyList<QueryPlan> All => _plans;

    public async Task InitializeAsync()
    {
        _database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        await FillAsync(_database.ConnectionString);
        await using var application = Application.Start(options =>
            options.UseNpgsql(_database.ConnectionString).AddInterceptors(_capture)
        );
        await UseAsync(application.Storage, Moments.Now);
        await ExplainAsync(_database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static async Task FillAsync(string connectionString)
    {
        await SessionRows.InsertAsync(
            connectionString,
            50_000,
            'a',
            user: "CASE WHEN n % 100 = 7 THEN 'user-7' ELSE 'user-' || n % 5000 END",
            activity: "now() - n * interval '50 seconds'",
            expires: "CASE WHEN n <= 5000 THEN now() + interval '30 minutes' ELSE activity + interval '30 minutes' END",
            ended: "CASE WHEN n <= 5000 OR n % 100 = 1 THEN NULL ELSE activity + interval '20 minutes' END"
        );
        await SessionRows.RunAsync(
            connectionString,
            "UPDATE session_users SET ended_before = now() - interval '60 days', review_at = now() - interval '60 days' "
                + "WHERE user_id LIKE 'user-1%'"
        );
        // Of every row and not of a sample, by which a choice that is close would fall now this way and now that.
        var exact = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = "-c default_statistics_target=200",
        };
        foreach (var table in new[] { "sessions", "session_users" })
        {
            await SessionRows.RunAsync(connectionString, $"ALTER TABLE {table} SET (autovacuum_enabled = false)");
            await SessionRows.RunAsync(exact.ConnectionString, $"VACUUM ANALYZE {table}");
        }
    }

    private async Task UseAsync(ISessionStorage storage, DateTimeOffset now)
    {
        var evict = new SessionLimit(3, SessionLimitAction.EvictLeastRecentlyActive);
        var record = SessionSamples.Create(Other, now);
        await RunAsync("insert", () => storage.InsertAsync(record, evict, default));
        var evicting = new SessionLimit(1, SessionLimitAction.EvictOldest);
        var second = SessionSamples.Create(Other, now.AddSeconds(1));
        await RunAsync("insert and evict", () => storage.InsertAsync(second, evicting, default));
        var reject = new SessionLimit(1, SessionLimitAction.Reject);
        await RunAsync("insert refused", () => storage.InsertAsync(SessionSamples.Create(Other, now), reject, default));
        await RunAsync("insert twice", () => storage.InsertAsync(second, evict, default));
        await RunAsync("find", () => storage.FindAsync(second.Session.Id, default));
        var live = await storage.QueryAsync(
            new()
            {
                Filters = new() { ActiveOnly = true },
                Limit = 100,
            },
            now,
            default
        );
        var touches = live.Sessions.Select(session => new SessionTouch(session.Id, now.AddSeconds(2))).ToArray();
        await RunAsync(
            "find many",
            async () => await Task.WhenAll(touches.Select(touch => storage.FindAsync(touch.Id, default).AsTask()))
        );
        await RunAsync("touch one", () => storage.TouchAsync([new(second.Session.Id, now.AddSeconds(2))], default));
        await RunAsync("touch many", () => storage.TouchAsync(touches, default));
        var stored = (await storage.FindAsync(second.Session.Id, default))!;
        await RunAsync("replace", () => storage.ReplaceAsync(stored, stored.Version, now.AddSeconds(2), default));
        await ListAsync(storage, now);
        var logout = Ends.Logout(now.AddSeconds(3));
        await RunAsync("terminate", () => storage.TerminateAsync(second.Session.Id, logout, default));
        await RunAsync("terminate all", () => storage.TerminateAllAsync(Heavy, null, logout, default));
        await RunAsync("terminate all but", () => storage.TerminateAllAsync(Other, record.Session.Id, logout, default));
        await RunAsync("expire due", () => storage.ExpireDueAsync(now, 100, default));
        await RunAsync("purge", () => storage.PurgeAsync(now.AddDays(-28), 100, default));
        await RunAsync("purge the last", () => storage.PurgeAsync(now.AddDays(-28), 5_000, default));
        await RunAsync("erase", () => storage.EraseUserAsync(Other, default));
        await RunAsync("statistics", () => storage.GetStatisticsAsync(now, default));
    }

    private async Task ListAsync(ISessionStorage storage, DateTimeOffset now)
    {
        await PagesAsync("user's list", new() { UserId = Heavy });
        await PagesAsync("user's live list", new() { UserId = Heavy, ActiveOnly = true });
        await PagesAsync("user's ended list", new() { UserId = Heavy, Status = SessionStatus.Terminated });
        await PagesAsync("everybody's list", new());
        await PagesAsync("everybody's live list", new() { ActiveOnly = true });
        await PagesAsync("list by address", new() { IpAddress = "10.11.11.11" });
        await PagesAsync("list by place", new() { Location = "City 77" });
        await PagesAsync("list by device", new() { DeviceType = DeviceType.Phone });
        await PagesAsync("list by creation", new() { CreatedAfter = now.AddDays(-3), CreatedBefore = now.AddDays(-2) });
        foreach (var status in Enum.GetValues<SessionStatus>())
            await PagesAsync($"list of {status.ToString().ToLowerInvariant()}", new() { Status = status });

        async Task PagesAsync(string operation, SessionFilters filters)
        {
            var query = new SessionQuery { Filters = filters, Limit = 20 };
            var page = await RunAsync(operation, () => storage.QueryAsync(query, now, default));
            var last = page.Next ?? new SessionCursor(now.AddDays(-10), SessionId.Create(Heavy));
            await RunAsync(
                $"{operation}, next page",
                () => storage.QueryAsync(query with { After = last }, now, default)
            );
        }
    }

    private async Task<T> RunAsync<T>(string operation, Func<ValueTask<T>> work)
    {
        _capture.Operation = operation;
        var result = await work();
        _capture.Operation = null;
        return result;
    }

    private async Task ExplainAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (
            var captured in _capture.Seen.Where(static sql => !sql.Text.StartsWith("SET", StringComparison.Ordinal))
        )
        {
            await using var command = new NpgsqlCommand($"EXPLAIN {captured.Text}", connection);
            foreach (var parameter in captured.Parameters)
                command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
                lines.Add(reader.GetString(0));
            _plans.Add(new(captured.Operation, captured.Text, string.Join('\n', lines)));
        }
    }
}

/// <summary>How PostgreSQL would run a statement.</summary>
internal sealed record QueryPlan(string Operation, string Sql, string Text)
{
    /// <summary>Whether it reads the whole session table.</summary>
    public bool ScansSessions => Text.Contains("Seq Scan on sessions", StringComparison.Ordinal);

    /// <summary>Whether it reads the whole of the other table, which has one small row a user.</summary>
    public bool ScansUsers => Text.Contains("Seq Scan on session_users", StringComparison.Ordinal);

    public override string ToString() => $"--- {Operation}\n{Sql}\n{Text}\n";
}
