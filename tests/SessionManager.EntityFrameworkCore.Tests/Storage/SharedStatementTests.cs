using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Look-ups that share statements on a real PostgreSQL.</summary>
public sealed class SharedStatementTests : IAsyncLifetime
{
    private readonly SqlCapture _capture = new() { Operation = "find" };
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        Postgres.Require();
        _database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [PostgresFact]
    public async Task Each_gets_its_own_session_or_none()
    {
        await using var application = Start();
        var records = await FillAsync(application.Storage, 40);
        var fewest = int.MaxValue;
        // A busy machine takes longer than those who wait have patience for: then they go by themselves.
        for (var attempt = 0; attempt < 20 && fewest > records.Count / 2; attempt++)
        {
            var before = _capture.Seen.Count;
            var found = await FindAllAsync(application.Storage, records);
            Assert.Equal(records.Select(record => record.Session.Id), found.Select(record => record!.Session.Id));
            fewest = Math.Min(fewest, _capture.Seen.Count - before);
        }

        Assert.InRange(fewest, 1, records.Count / 2);
        var strangers = await FindAllAsync(
            application.Storage,
            [.. records.Select(record => SessionSamples.Create(record.Session.UserId, Moments.Start))]
        );
        Assert.All(strangers, Assert.Null);
    }

    [PostgresFact]
    public async Task A_damaged_row_is_a_failure_of_its_own_look_ups_alone()
    {
        await using var application = Start();
        var records = await FillAsync(application.Storage, 40);
        var damaged = records[20].Session.Id;
        await SessionRows.RunAsync(
            _database.ConnectionString,
            $"UPDATE sessions SET secret_hash = '\\x00' WHERE id = '{damaged}'"
        );

        var finds = records.Concat(records).Select(record => FindAsync(record.Session.Id)).ToArray();
        foreach (var find in finds)
        {
            var (id, record, failure) = await find;
            Assert.Equal(id == damaged, failure is not null);
            Assert.Equal(id != damaged, record is not null);
        }

        async Task<(SessionId Id, SessionRecord? Record, SessionRecordUnreadableException? Failure)> FindAsync(
            SessionId id
        )
        {
            try
            {
                return (id, await application.Storage.FindAsync(id, default), null);
            }
            catch (SessionRecordUnreadableException exception)
            {
                return (id, null, exception);
            }
        }
    }

    [PostgresFact]
    public async Task A_host_can_have_every_look_up_by_itself()
    {
        await using var application = Start(options => options.ShareLookups = false);
        var records = await FillAsync(application.Storage, 40);
        var before = _capture.Seen.Count;

        await FindAllAsync(application.Storage, records);
        Assert.Equal(records.Count, _capture.Seen.Count - before);
    }

    [PostgresFact]
    public async Task Where_an_execution_strategy_retries_every_look_up_goes_by_itself()
    {
        await using var application = Application.Start(options =>
            options
                .UseNpgsql(_database.ConnectionString, static npgsql => npgsql.EnableRetryOnFailure())
                .AddInterceptors(_capture)
        );
        var records = await FillAsync(application.Storage, 40);
        var before = _capture.Seen.Count;

        var found = await FindAllAsync(application.Storage, records);
        Assert.All(found, Assert.NotNull);
        Assert.Equal(records.Count, _capture.Seen.Count - before);
    }

    private Application Start(Action<EntityFrameworkStorageOptions<SessionEntity>>? storage = null) =>
        Application.Start(
            options => options.UseNpgsql(_database.ConnectionString).AddInterceptors(_capture),
            storage: storage
        );

    private static async Task<IReadOnlyList<SessionRecord>> FillAsync(ISessionStorage storage, int count)
    {
        var records = new List<SessionRecord>();
        for (var i = 0; i < count; i++)
        {
            var record = SessionSamples.Create($"user-{i}", Moments.Start);
            await storage.InsertAsync(record, SessionLimit.None, default);
            records.Add(record);
        }

        return records;
    }

    private static Task<SessionRecord?[]> FindAllAsync(ISessionStorage storage, IReadOnlyList<SessionRecord> records) =>
        Task.WhenAll(records.Select(record => storage.FindAsync(record.Session.Id, default).AsTask()));
}
