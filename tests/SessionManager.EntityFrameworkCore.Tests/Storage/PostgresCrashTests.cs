using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;
using Xunit.Abstractions;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>A PostgreSQL that is killed in the middle of the work, and started again.</summary>
[Trait("Sec", "32")]
[Trait("Sec", "19")]
[Trait("Req", "3.29")]
public sealed class PostgresCrashTests(ITestOutputHelper output)
{
    private const int Maximum = 3;
    private const int Users = 4;

    private static readonly SessionLimit _limit = new(Maximum, SessionLimitAction.EvictLeastRecentlyActive);

    private readonly ConcurrentDictionary<SessionId, SessionRecord> _created = [];
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _revoked = [];
    private readonly ConcurrentDictionary<SessionId, Rotation> _rotated = [];

    [PostgresFact]
    public async Task What_was_acknowledged_stands_and_the_host_goes_on()
    {
        await using var server = await PostgresServer.CreateAsync(new(Durable: true));
        var connectionString = await server.CreateDatabaseAsync();
        await CreateTablesAsync(connectionString);
        await using var application = Application.StartOnPostgres(connectionString);
        var before = await application.Sessions.CreateAsync(new SessionCreateRequest("before"));

        var work = Enumerable.Range(0, Users).Select(user => CreateAsync(application.Storage, $"user-{user}"));
        var all = Task.WhenAll([.. work, RotateAsync(application.Storage), RevokeAsync(application.Storage)]);
        await WaitForWorkAsync();
        await server.KillAsync();
        await all;

        await AssertDownAsync(application.Sessions, before);
        await server.StartAsync();
        await AssertBackAsync(application.Sessions, before);
        await AssertRecordsAsync(application.Storage);
        await AssertLimitAsync(application.Storage);
        await AssertIndexesAsync(connectionString);
        output.WriteLine($"{_created.Count} created, {_rotated.Count} rotated, {_revoked.Count} revoked.");
    }

    private static async Task CreateTablesAsync(string connectionString)
    {
        var options = new DbContextOptionsBuilder<SessionsContext>().UseNpgsql(connectionString);
        await using var context = new SessionsContext(options.Options);
        await context.Database.EnsureCreatedAsync();
    }

    private Task CreateAsync(ISessionStorage storage, string user) =>
        UntilItFailsAsync(async () =>
        {
            var record = SessionSamples.Create(user, Moments.Now);
            var result = await storage.InsertAsync(record, _limit, default);
            Assert.Equal(SessionInsertOutcome.Inserted, result.Outcome);
            _created[record.Session.Id] = record;
        });

    private Task RotateAsync(ISessionStorage storage) =>
        UntilItFailsAsync(async () =>
        {
            if (await AnyLiveAsync(storage) is not { } session)
                return;
            var record = (await storage.FindAsync(session, default))!;
            var next = record with { SecretHash = SessionSecret.Create().Hash() };
            var rotation = _rotated.GetOrAdd(session, static _ => new Rotation());
            rotation.Tried = next.SecretHash;
            if (await storage.ReplaceAsync(next, record.Version, Moments.Now, default))
                (rotation.Done, rotation.Version) = (next.SecretHash, record.Version + 1);
        });

    private Task RevokeAsync(ISessionStorage storage) =>
        UntilItFailsAsync(async () =>
        {
            if (await AnyLiveAsync(storage) is not { } session)
                return;
            if (await storage.TerminateAsync(session, Ends.Logout(Moments.Now), default) is { } ended)
                _revoked[session] = ended;
            await Task.Delay(5);
        });

    private static async Task<SessionId?> AnyLiveAsync(ISessionStorage storage)
    {
        var query = new SessionQuery
        {
            Filters = new() { ActiveOnly = true, UserId = $"user-{Random.Shared.Next(Users)}" },
            Limit = 2,
        };
        var page = await storage.QueryAsync(query, Moments.Now, default);
        return page.Sessions.Count == 0 ? null : page.Sessions[^1].Id;
    }

    private static async Task UntilItFailsAsync(Func<Task> step)
    {
        try
        {
            while (true)
                await step();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            // The server is gone, however the driver says so.
            Assert.Contains(Causes(exception), static cause => cause is NpgsqlException or IOException);
        }
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }

    private async Task WaitForWorkAsync()
    {
        var waited = Stopwatch.StartNew();
        while (_created.Count < 150 || _rotated.Count < 30 || _revoked.Count < 30)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(3), "The work does not get on.");
            await Task.Delay(10);
        }
    }

    private static async Task AssertDownAsync(ISessionManager sessions, SessionCreateResult known)
    {
        var (id, token) = (known.Session!.Id, known.Tokens!.Token);
        Func<Task>[] operations =
        [
            async () => await sessions.ValidateAsync(token),
            async () => await sessions.CreateAsync(new SessionCreateRequest("somebody")),
            async () => await sessions.RefreshAsync(token),
            async () => await sessions.RotateAsync(id),
            async () => await sessions.TouchAsync(id),
            async () => await sessions.ExtendAsync(id, TimeSpan.FromMinutes(1)),
            async () => await sessions.SetMetadataAsync(id, SessionMetadata.Empty),
            async () => await sessions.SetRolesAsync(id, ["admin"], null, "somebody"),
            async () => await sessions.GetAsync(id),
            async () => await sessions.QueryAsync(new()),
            async () => await sessions.TerminateAsync(id, "somebody", SessionEndReasons.UserLogout),
            async () => await sessions.TerminateAllAsync("before", "somebody", SessionEndReasons.UserLogoutAll),
            async () => await sessions.EraseUserAsync("before", "somebody"),
            async () => await sessions.GetStatisticsAsync(),
            async () => await sessions.CleanUpAsync(),
        ];
        foreach (var operation in operations)
        {
            var failure = await Assert.ThrowsAsync<SessionStorageException>(operation);
            // At once: the driver was told, and nobody waited until a time was over.
            Assert.Contains(Causes(failure), static cause => cause is NpgsqlException);
            Assert.DoesNotContain(Causes(failure), static cause => cause is TimeoutException);
        }
    }

    private async Task AssertBackAsync(ISessionManager sessions, SessionCreateResult known)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                Assert.True((await sessions.ValidateAsync(known.Tokens!.Token)).IsValid);
                Assert.True((await sessions.CreateAsync(new SessionCreateRequest("somebody"))).Succeeded);
                break;
            }
            catch (SessionStorageException) when (failures < 20)
            {
                // A connection that was open before the crash is found dead once.
                failures++;
            }
        }

        output.WriteLine($"{failures} failures after the restart.");
    }

    private async Task AssertRecordsAsync(ISessionStorage storage)
    {
        foreach (var id in _created.Keys)
            Assert.NotNull(await storage.FindAsync(id, default));
        foreach (var (id, revoked) in _revoked)
            Assert.Equal(revoked.Session.Termination, (await storage.FindAsync(id, default))!.Session.Termination);
        foreach (var (id, rotation) in _rotated.Where(static pair => pair.Value.Version > 0))
        {
            var stored = (await storage.FindAsync(id, default))!;
            Assert.True(stored.Version >= rotation.Version, "An acknowledged rotation is gone.");
            Assert.Contains(stored.SecretHash, (SecretHash[])[rotation.Done, rotation.Tried]);
        }
    }

    private static async Task AssertLimitAsync(ISessionStorage storage)
    {
        for (var user = 0; user < Users; user++)
        {
            var query = new SessionQuery
            {
                Filters = new() { UserId = $"user-{user}", ActiveOnly = true },
            };
            var page = await storage.QueryAsync(query, Moments.Now, default);
            Assert.InRange(page.Sessions.Count, 0, Maximum);
        }
    }

    /// <summary>Every row of the table is in every index, and nothing else is.</summary>
    private static async Task AssertIndexesAsync(string connectionString)
    {
        await SessionRows.RunAsync(connectionString, "CREATE EXTENSION amcheck");
        var indexes = await SessionRows.ScalarAsync<long>(
            connectionString,
            "SELECT count(bt_index_check(indexrelid, true)::text) FROM pg_index "
                + "WHERE indrelid IN ('sessions'::regclass, 'session_users'::regclass)"
        );
        Assert.True(indexes > 5);
    }

    /// <summary>What one session's secret was changed to.</summary>
    private sealed class Rotation
    {
        public SecretHash Tried { get; set; }

        public SecretHash Done { get; set; }

        public long Version { get; set; }
    }
}
