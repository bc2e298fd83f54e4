using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Tests.Databases;

namespace SessionManager.EntityFrameworkCore.Tests.Conformance;

/// <summary>One database for all tests of a class.</summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() => Database = await OpenAsync();

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
    }

    protected abstract Task<TestDatabase> OpenAsync();
}

/// <summary>PostgreSQL with the default tables.</summary>
public sealed class PostgreSqlFixture : DatabaseFixture
{
    protected override async Task<TestDatabase> OpenAsync() =>
        await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(SessionsContext.Create);
}

/// <summary>PostgreSQL with the tables that the migrations of the ready context make.</summary>
public sealed class ReadyContextFixture : DatabaseFixture
{
    public static SessionDbContext Create(DbContextOptions<SessionDbContext> options) => new(options);

    protected override async Task<TestDatabase> OpenAsync()
    {
        var database = await TestDatabase.OnPostgresAsync();
        await using var context = database.Open<SessionDbContext>(Create);
        await context.Database.MigrateAsync();
        return database;
    }
}

/// <summary>A SQLite file with the default tables.</summary>
public sealed class SqliteFixture : DatabaseFixture
{
    protected override async Task<TestDatabase> OpenAsync() =>
        await (await TestDatabase.OnSqliteAsync()).WithTablesOfAsync<SessionsContext>(SessionsContext.Create);
}

/// <summary>PostgreSQL with the tables of a host that names everything otherwise.</summary>
public sealed class HostFixture : DatabaseFixture
{
    protected override async Task<TestDatabase> OpenAsync() =>
        await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<HostContext>(HostContext.Create);
}
