using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Databases;

/// <summary>A real database with the tables of a context in it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<ValueTask> _drop;

    private TestDatabase(string connectionString, bool isSqlite, Func<ValueTask> drop)
    {
        ConnectionString = connectionString;
        IsSqlite = isSqlite;
        _drop = drop;
    }

    public string ConnectionString { get; }

    public bool IsSqlite { get; }

    /// <summary>An empty database on the PostgreSQL that this process shares.</summary>
    public static async Task<TestDatabase> OnPostgresAsync()
    {
        var server = await Postgres.GetAsync();
        var connectionString = await server.CreateDatabaseAsync();
        return new(connectionString, isSqlite: false, async () => await server.DropDatabaseAsync(connectionString));
    }

    /// <summary>An empty database in a file.</summary>
    public static Task<TestDatabase> OnSqliteAsync()
    {
        var file = new SqliteFile();
        return Task.FromResult(
            new TestDatabase(
                file.ConnectionString,
                isSqlite: true,
                () =>
                {
                    file.Dispose();
                    return default;
                }
            )
        );
    }

    public static Task<TestDatabase> OnAsync(string kind) =>
        kind == DatabaseKinds.Sqlite ? OnSqliteAsync() : OnPostgresAsync();

    public void Configure(DbContextOptionsBuilder options)
    {
        if (IsSqlite)
            options.UseSqlite(ConnectionString);
        else
            options.UseNpgsql(ConnectionString);
    }

    public TContext Open<TContext>(Func<DbContextOptions<TContext>, TContext> make)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Configure(options);
        return make(options.Options);
    }

    /// <summary>Makes the tables that a context maps.</summary>
    public async Task<TestDatabase> WithTablesOfAsync<TContext>(Func<DbContextOptions<TContext>, TContext> make)
        where TContext : DbContext
    {
        await using var context = Open(make);
        await context.Database.EnsureCreatedAsync();
        return this;
    }

    /// <summary>Empties every table that a context maps.</summary>
    public async Task ClearAsync<TContext>(Func<DbContextOptions<TContext>, TContext> make)
        where TContext : DbContext
    {
        await using var context = Open(make);
        var sql = context.GetService<ISqlGenerationHelper>();
        foreach (var type in context.Model.GetEntityTypes())
        {
            var command = $"DELETE FROM {sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema())}";
            await context.Database.ExecuteSqlRawAsync(command);
        }
    }

    public ValueTask DisposeAsync() => _drop();
}

/// <summary>The databases that tests run on, as the data of a theory.</summary>
public static class DatabaseKinds
{
    public const string PostgreSql = "PostgreSQL";
    public const string Sqlite = "SQLite";

    public static TheoryData<string> All => [PostgreSql, Sqlite];
}
