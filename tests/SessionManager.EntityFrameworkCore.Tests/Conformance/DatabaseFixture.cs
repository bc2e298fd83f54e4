using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Tests.Databases;

namespace SessionManager.EntityFrameworkCore.Tests.Conformance;

/// <summary>One PostgreSQL database with the default tables for all tests of a class.</summary>
public sealed class PostgreSqlFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
    }
}

/// <summary>One PostgreSQL database with the tables that the migrations of the ready context make.</summary>
public sealed class ReadyContextFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public static SessionDbContext Create(DbContextOptions<SessionDbContext> options) => new(options);

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.OnPostgresAsync();
        await using var context = Database.Open<SessionDbContext>(Create);
        await context.Database.MigrateAsync();
    }

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
    }
}

/// <summary>One SQLite file with the default tables for all tests of a class.</summary>
public sealed class SqliteFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Database = await (await TestDatabase.OnSqliteAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );

    public async Task DisposeAsync() => await Database.DisposeAsync();
}

/// <summary>One PostgreSQL database with the tables of a host that names everything otherwise.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Database = await (await TestDatabase.OnPostgresAsync()).WithTablesOfAsync<HostContext>(HostContext.Create);

    public async Task DisposeAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
    }
}
