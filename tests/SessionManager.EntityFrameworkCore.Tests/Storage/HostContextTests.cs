using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Storage;
using SessionManager.Testing.Samples;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>The ways a host registers its context, and forgets to.</summary>
[Trait("Req", "3.9")]
[Trait("Req", "3.21")]
public sealed class HostContextTests
{
    public static TheoryData<string> Registrations =>
        ["scoped", "pooled", "factory", "scoped factory", "pooled factory"];

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Any_registration_of_the_context_works(string registration)
    {
        await using var database = await (await TestDatabase.OnSqliteAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        var services = new ServiceCollection();
        _ = registration switch
        {
            "scoped" => services.AddDbContext<SessionsContext>(database.Configure),
            "pooled" => services.AddDbContextPool<SessionsContext>(database.Configure),
            "factory" => services.AddDbContextFactory<SessionsContext>(database.Configure),
            "scoped factory" => services.AddDbContextFactory<SessionsContext>(
                database.Configure,
                ServiceLifetime.Scoped
            ),
            _ => services.AddPooledDbContextFactory<SessionsContext>(database.Configure),
        };
        services.AddSessionManager().UseEntityFrameworkStorage<SessionsContext>();
        await using var built = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true }
        );

        await SessionLife.RunAsync(built.GetRequiredService<ISessionStorage>());
    }

    /// <summary>What a request has changed and not saved is its own.</summary>
    [Fact]
    public async Task The_context_of_a_request_is_not_touched()
    {
        await using var database = await (await TestDatabase.OnSqliteAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        var services = new ServiceCollection();
        services.AddDbContext<SessionsContext>(database.Configure);
        services
            .AddSessionManager(static options => options.StorageTimeout = TimeSpan.FromSeconds(30))
            .UseEntityFrameworkStorage<SessionsContext>();
        await using var built = services.BuildServiceProvider();
        await using var request = built.CreateAsyncScope();
        var context = request.ServiceProvider.GetRequiredService<SessionsContext>();
        context.Add(new EntityFrameworkCore.Sessions.SessionUserEntity { UserId = "not saved" });

        var sessions = request.ServiceProvider.GetRequiredService<ISessionManager>();
        Assert.True((await sessions.CreateAsync(new SessionCreateRequest("alice"))).Succeeded);

        Assert.Single(context.ChangeTracker.Entries());
        await using var other = database.Open<SessionsContext>(SessionsContext.Create);
        Assert.Equal("alice", (await other.Set<EntityFrameworkCore.Sessions.SessionUserEntity>().SingleAsync()).UserId);
    }

    [Fact]
    public async Task A_context_without_the_tables_says_what_to_call()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<EmptyContext>(database.Configure);
        services.AddSessionManager().UseEntityFrameworkStorage<EmptyContext>();
        await using var built = services.BuildServiceProvider();
        var storage = built.GetRequiredService<ISessionStorage>();
        var record = SessionSamples.Create("alice", Moments.Start);

        foreach (
            var call in (Func<Task>[])
                [
                    async () => await storage.InsertAsync(record, SessionLimit.None, default),
                    async () => await storage.FindAsync(record.Session.Id, default),
                    async () => await storage.GetStatisticsAsync(Moments.Start, default),
                ]
        )
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(call);
            Assert.Contains("EmptyContext does not map SessionEntity", error.Message, StringComparison.Ordinal);
            Assert.Contains("modelBuilder.ApplySessionManager()", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_context_that_is_not_registered_says_what_to_call()
    {
        var services = new ServiceCollection();
        services.AddSessionManager().UseEntityFrameworkStorage<SessionsContext>();
        await using var built = services.BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => built.GetRequiredService<ISessionManager>());

        Assert.Contains("SessionsContext, which is not registered", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddPooledDbContextFactory<SessionsContext>", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Two databases behind one type of context, as in tests of a host or with a database a tenant.</summary>
    [Fact]
    public async Task One_process_may_have_several_models_of_a_context()
    {
        await using var first = await (await TestDatabase.OnSqliteAsync()).WithTablesOfAsync<SessionsContext>(
            SessionsContext.Create
        );
        await using var one = Application.Start(first);
        await using var two = Application.Start(options =>
            options.UseSqlite(first.ConnectionString).EnableServiceProviderCaching(false)
        );

        await SessionLife.RunAsync(one.Storage);
        await SessionLife.RunAsync(two.Storage);
    }

    private sealed class EmptyContext(DbContextOptions<EmptyContext> options) : DbContext(options);
}
