using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Testing.Logging;

namespace SessionManager.EntityFrameworkCore.Tests.Schema;

[Trait("Req", "4.12")]
public sealed class SessionSchemaTests
{
    public static TheoryData<string, string> Shapes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var kind in new[] { DatabaseKinds.PostgreSql, DatabaseKinds.Sqlite })
            {
                data.Add(kind, nameof(SessionDbContext));
                data.Add(kind, nameof(UserSessionsDbContext));
                data.Add(kind, nameof(SessionTrackingDbContext));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Req", "0.5")]
    [Trait("Req", "1.3")]
    public Task A_schema_is_applied_rolled_back_and_applied_again(string kind, string context) =>
        context switch
        {
            nameof(SessionDbContext) => RollForwardAndBackAsync<SessionDbContext>(kind),
            nameof(UserSessionsDbContext) => RollForwardAndBackAsync<UserSessionsDbContext>(kind),
            _ => RollForwardAndBackAsync<SessionTrackingDbContext>(kind),
        };

    private static async Task RollForwardAndBackAsync<TContext>(string kind)
        where TContext : DbContext
    {
        await using var database = await TestDatabase.OnAsync(kind);
        using var logs = new CapturingLoggerProvider();
        await using var services = Services<TContext>(database, logs);
        var schema = services.GetRequiredService<SessionSchema<TContext>>();

        Assert.Single(await schema.ApplyAsync());
        Assert.Empty(await schema.VerifyAsync());
        Assert.Empty(await schema.ApplyAsync());
        await schema.RollbackAsync();
        Assert.Contains(
            await schema.VerifyAsync(),
            problem => problem.EndsWith("is missing.", StringComparison.Ordinal)
        );
        Assert.Single(await schema.ApplyAsync());
        Assert.Empty(await schema.VerifyAsync());

        Assert.Contains("is up to date; applied: 20261120000000_Create", logs.Text, StringComparison.Ordinal);
        Assert.Contains("was rolled back", logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    public async Task Verification_names_what_is_missing(string kind)
    {
        await using var database = await TestDatabase.OnAsync(kind);
        await using var services = Services<SessionDbContext>(database);
        var schema = services.GetRequiredService<SessionSchema<SessionDbContext>>();
        await schema.ApplyAsync();
        await using var context = await services
            .GetRequiredService<IDbContextFactory<SessionDbContext>>()
            .CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync("DROP INDEX ix_sessions_due");
        await context.Database.ExecuteSqlRawAsync("DROP TABLE session_audit");
        await context.Database.ExecuteSqlRawAsync("ALTER TABLE sessions RENAME COLUMN city TO town");
        if (!database.IsSqlite)
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE sessions DROP CONSTRAINT ck_sessions_status");

        var problems = await schema.VerifyAsync();

        Assert.Contains("The index ix_sessions_due of sessions is missing.", problems);
        Assert.Contains("The table session_audit is missing.", problems);
        Assert.Contains("The column sessions.city is missing.", problems);
        Assert.Equal(
            !database.IsSqlite,
            problems.Contains("The check constraint ck_sessions_status of sessions is missing.")
        );
    }

    [Theory]
    [MemberData(nameof(DatabaseKinds.All), MemberType = typeof(DatabaseKinds))]
    [Trait("Req", "0.5")]
    public async Task Many_nodes_may_start_at_once(string kind)
    {
        await using var database = await TestDatabase.OnAsync(kind);
        var nodes = Enumerable.Range(0, 6).Select(_ => Host(database)).ToList();
        try
        {
            await Task.WhenAll(nodes.Select(node => Task.Run(() => node.StartAsync())));

            var created = await nodes[0].Services.GetRequiredService<ISessionManager>().CreateAsync(new("alice"));
            var verdict = await nodes[^1]
                .Services.GetRequiredService<ISessionManager>()
                .ValidateAsync(created.Tokens!.Token);
            Assert.True(verdict.IsValid);
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.StopAsync();
                node.Dispose();
            }
        }
    }

    [Fact]
    [Trait("Req", "0.6")]
    public async Task A_schema_that_cannot_be_applied_stops_the_host()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using (var context = database.Open<SessionDbContext>(static options => new(options)))
        {
            await context.Database.EnsureCreatedAsync();
        }

        using var host = Host(database);

        // The tables are there, but no migration made them.
        await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_sqlite_file_has_write_ahead_logging(bool migrated)
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using var context = database.Open<SessionDbContext>(static options => new(options));
        if (migrated)
            await context.Database.MigrateAsync();
        else
            await context.Database.EnsureCreatedAsync();

        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA journal_mode";

        Assert.Equal("wal", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_context_without_migrations_says_so()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await using var services = Services<SessionsContext>(database);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            services.GetRequiredService<SessionSchema<SessionsContext>>().ApplyAsync()
        );

        Assert.Contains("SessionDbContext", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosts_own_context_is_not_rolled_back()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        await database.WithTablesOfAsync<SessionsContext>(SessionsContext.Create);
        await using var services = Services<SessionsContext>(database);
        var schema = services.GetRequiredService<SessionSchema<SessionsContext>>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => schema.RollbackAsync());

        Assert.Empty(await schema.VerifyAsync());
    }

    private static IHost Host(TestDatabase database)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPooledDbContextFactory<SessionDbContext>(database.Configure);
        builder
            .Services.AddSessionManager(static options => options.StorageTimeout = TimeSpan.FromSeconds(30))
            .UseEntityFrameworkStorage<SessionDbContext>()
            .AddSessionSchemaInitialization<SessionDbContext>();
        return builder.Build();
    }

    private static ServiceProvider Services<TContext>(TestDatabase database, ILoggerProvider? logs = null)
        where TContext : DbContext
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (logs is not null)
                logging.AddProvider(logs);
        });
        services.AddPooledDbContextFactory<TContext>(database.Configure);
        services.AddSessionManager().AddSessionSchema<TContext>();
        return services.BuildServiceProvider();
    }
}
