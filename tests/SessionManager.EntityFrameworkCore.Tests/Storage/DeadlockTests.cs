using System.Diagnostics;
using Npgsql;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Writers that want the same rows in another order: the one that PostgreSQL undoes begins again.</summary>
[Trait("Sec", "31")]
public sealed class DeadlockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = Moments.Start;

    private TestDatabase _database = null!;
    private Application _application = null!;

    private ISessionStorage Storage => _application.Storage;

    public async Task InitializeAsync()
    {
        Postgres.Require();
        _database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        _application = Application.Start(_database);
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_touch_that_was_undone_is_done_in_the_end()
    {
        await using var other = new NpgsqlConnection(_database.ConnectionString);
        await other.OpenAsync();
        var (first, second) = await InLockingOrderAsync(
            other,
            await InsertedAsync("alice"),
            await InsertedAsync("bob")
        );
        // The other side does not look for a deadlock: it is the storage that is undone.
        await ExecuteAsync(other, "SET deadlock_timeout = '1min'; BEGIN");
        await ExecuteAsync(other, Lock(second));

        var touching = Storage.TouchAsync(
            [new(first.Session.Id, _now.AddMinutes(1)), new(second.Session.Id, _now.AddMinutes(1))],
            default
        );
        await WaitForAWaiterAsync();
        // Had only once the storage, which waits for the other and has this one, was undone.
        await ExecuteAsync(other, Lock(first));
        await ExecuteAsync(other, "COMMIT");

        Assert.Equal(2, await touching);
        Assert.Equal(1L, await DeadlocksAsync());
        Assert.Equal(_now.AddMinutes(1), (await Storage.FindAsync(first.Session.Id, default))!.Session.LastActivityAt);
    }

    [PostgresFact]
    public async Task Touches_of_the_same_sessions_in_any_order_all_succeed()
    {
        const int Writers = 8;
        const int Rounds = 10;
        var ids = new List<SessionId>();
        for (var i = 0; i < 30; i++)
            ids.Add((await InsertedAsync($"user-{i}")).Session.Id);

        await Task.WhenAll(Enumerable.Range(1, Writers).Select(WriteAsync));

        foreach (var id in ids)
        {
            var session = (await Storage.FindAsync(id, default))!.Session;
            Assert.Equal(_now.AddSeconds(Rounds * Writers), session.LastActivityAt);
        }

        async Task WriteAsync(int writer)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var at = _now.AddSeconds((round * Writers) + writer);
                var order = ids.ToArray();
                Random.Shared.Shuffle(order);
                await Storage.TouchAsync([.. order.Select(id => new SessionTouch(id, at))], default);
            }
        }
    }

    private static string Lock(SessionRecord record) =>
        $"UPDATE sessions SET version = version WHERE id = '{record.Session.Id}'";

    private async Task<SessionRecord> InsertedAsync(string user)
    {
        var record = SessionSamples.Create(user, _now);
        await Storage.InsertAsync(record, SessionLimit.None, default);
        return record;
    }

    /// <summary>A batch locks its rows in the order in which the database sorts their ids.</summary>
    private static async Task<(SessionRecord First, SessionRecord Second)> InLockingOrderAsync(
        NpgsqlConnection connection,
        SessionRecord one,
        SessionRecord other
    )
    {
        await using var command = new NpgsqlCommand("SELECT id FROM sessions ORDER BY id LIMIT 1", connection);
        var lowest = (string)(await command.ExecuteScalarAsync())!;
        return lowest == one.Session.Id.ToString() ? (one, other) : (other, one);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The statistics of a backend arrive after what they count, perhaps seconds after it fell idle.</summary>
    private async Task<long> DeadlocksAsync()
    {
        const string Count = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromMinutes(1); )
        {
            if (await SessionRows.ScalarAsync<long>(_database.ConnectionString, Count) is > 0 and var seen)
                return seen;
            await Task.Delay(10);
        }

        return 0;
    }

    private async Task WaitForAWaiterAsync()
    {
        const string Waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (await SessionRows.ScalarAsync<long>(_database.ConnectionString, Waiting) == 0)
            await Task.Delay(5);
    }
}
