using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Databases that cannot do what a host asks of them: nobody is ever authenticated by one.</summary>
[Trait("Sec", "35")]
[Trait("Req", "3.9")]
public sealed class BadEnvironmentTests
{
    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task Without_tables_every_call_fails(string kind)
    {
        Require(kind);
        await using var database = await TestDatabase.OnAsync(kind);
        await using var application = Application.Start(database);

        await AssertReadsFailAsync(application.Sessions, await TokenAsync());
        await AssertWritesFailAsync(application.Sessions, SessionId.Create("alice"));
    }

    [PostgresFact]
    public async Task Another_search_path_does_not_find_the_tables()
    {
        await using var database = await WithTablesAsync(DatabaseKinds.PostgreSql);
        var elsewhere = new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = "elsewhere" };
        string token;
        await using (var application = Application.Start(database))
            token = (await CreatedAsync(application.Sessions)).Tokens!.Token;
        await using var lost = Application.StartOnPostgres(elsewhere.ConnectionString);

        await AssertReadsFailAsync(lost.Sessions, token);
        await AssertWritesFailAsync(lost.Sessions, SessionId.Create("alice"));
    }

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task A_database_that_only_reads_still_validates(string kind)
    {
        Require(kind);
        await using var database = await WithTablesAsync(kind);
        SessionCreateResult known;
        await using (var application = Application.Start(database))
            known = await CreatedAsync(application.Sessions);
        await using var reading = await OnlyReadingAsync(database);

        Assert.True((await reading.Sessions.ValidateAsync(known.Tokens!.Token)).IsValid);
        Assert.Equal(1, (await reading.Sessions.GetStatisticsAsync()).Live);
        await AssertWritesFailAsync(reading.Sessions, known.Session!.Id);
        Assert.True((await reading.Sessions.ValidateAsync(known.Tokens!.Token)).IsValid);
    }

    [PostgresFact]
    public async Task A_server_that_is_not_there_is_noticed()
    {
        var port = LoopbackPort.FindFree();
        await using var application = Application.StartOnPostgres($"Host=127.0.0.1;Port={port};Username=nobody");

        await AssertReadsFailAsync(application.Sessions, await TokenAsync());
        await AssertWritesFailAsync(application.Sessions, SessionId.Create("alice"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_is_noticed()
    {
        using var file = new SqliteFile();
        await using var application = Application.Start(options =>
            options.UseSqlite($"Data Source={Path.Combine(file.Path, "nowhere", "test.db")}")
        );

        await AssertReadsFailAsync(application.Sessions, await TokenAsync());
        await AssertWritesFailAsync(application.Sessions, SessionId.Create("alice"));
    }

    private static async Task AssertReadsFailAsync(ISessionManager sessions, string token)
    {
        await Assert.ThrowsAsync<SessionStorageException>(async () => await sessions.ValidateAsync(token));
        await Assert.ThrowsAsync<SessionStorageException>(async () => await sessions.QueryAsync(new()));
        await Assert.ThrowsAsync<SessionStorageException>(async () => await sessions.GetStatisticsAsync());
        await Assert.ThrowsAsync<SessionStorageException>(async () => await sessions.RefreshAsync(token));
    }

    private static async Task AssertWritesFailAsync(ISessionManager sessions, SessionId id)
    {
        Func<Task>[] writes =
        [
            async () => await sessions.CreateAsync(new SessionCreateRequest("alice")),
            async () => await sessions.TouchAsync(id),
            async () => await sessions.RotateAsync(id),
            async () => await sessions.TerminateAsync(id, "alice", SessionEndReasons.UserLogout),
            async () => await sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll),
            async () => await sessions.EraseUserAsync("alice", "alice"),
        ];
        foreach (var write in writes)
            await Assert.ThrowsAsync<SessionStorageException>(write);
    }

    private static async Task<Application> OnlyReadingAsync(TestDatabase database)
    {
        if (database.IsSqlite)
        {
            var file = new SqliteConnectionStringBuilder(database.ConnectionString) { Mode = SqliteOpenMode.ReadOnly };
            return Application.Start(options => options.UseSqlite(file.ConnectionString));
        }

        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await SessionRows.RunAsync(
            database.ConnectionString,
            $"ALTER DATABASE \"{name}\" SET default_transaction_read_only = on"
        );
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
        return Application.Start(database);
    }

    private static async Task<TestDatabase> WithTablesAsync(string kind) =>
        await (await TestDatabase.OnAsync(kind)).WithTablesOfAsync<SessionsContext>(SessionsContext.Create);

    private static async Task<SessionCreateResult> CreatedAsync(ISessionManager sessions)
    {
        var created = await sessions.CreateAsync(new SessionCreateRequest("alice"));
        Assert.True(created.Succeeded);
        return created;
    }

    /// <summary>A token that is well-formed, so that the storage is asked.</summary>
    private static async Task<string> TokenAsync()
    {
        var services = new ServiceCollection();
        services.AddSessionManager();
        await using var built = services.BuildServiceProvider();
        return (await CreatedAsync(built.GetRequiredService<ISessionManager>())).Tokens!.Token;
    }

    private static void Require(string kind)
    {
        if (kind == DatabaseKinds.PostgreSql)
            Postgres.Require();
    }
}
