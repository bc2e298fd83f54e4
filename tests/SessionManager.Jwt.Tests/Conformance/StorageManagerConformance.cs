using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Jwt.Tests.Conformance;

/// <summary>On a storage that a host registers.</summary>
public abstract class RegisteredStorageConformance : JwtManagerConformance
{
    private ServiceProvider? _host;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    protected ISessionStorage Register(Action<IServiceCollection> services, Action<ISessionManagerBuilder> storage)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Clock);
        services(collection);
        storage(collection.AddSessionManager());
        _host = collection.BuildServiceProvider();
        return _host.GetRequiredService<ISessionStorage>();
    }
}

/// <summary>One database for all tests of a class.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private readonly Dictionary<string, TestDatabase> _databases = new(StringComparer.Ordinal);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task<TestDatabase> EmptyAsync(string kind)
    {
        if (!_databases.TryGetValue(kind, out var database))
        {
            database = await TestDatabase.OnAsync(kind);
            _databases[kind] = await database.WithTablesOfAsync<SessionsContext>(SessionsContext.Create);
        }

        await database.ClearAsync<SessionsContext>(SessionsContext.Create);
        return database;
    }

    public async Task DisposeAsync()
    {
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
    }
}

/// <summary>In a database.</summary>
public abstract class DatabaseManagerConformance(TestDatabases databases, string kind) : RegisteredStorageConformance
{
    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        var database = await databases.EmptyAsync(kind);
        return Register(
            services => services.AddPooledDbContextFactory<SessionsContext>(database.Configure),
            static builder => builder.UseEntityFrameworkStorage<SessionsContext>()
        );
    }
}

/// <summary>In PostgreSQL.</summary>
[Trait("Req", "3.19")]
public sealed class PostgreSqlManagerConformance(TestDatabases databases)
    : DatabaseManagerConformance(databases, DatabaseKinds.PostgreSql),
        IClassFixture<TestDatabases>;

/// <summary>In SQLite.</summary>
[Trait("Req", "3.19")]
public sealed class SqliteManagerConformance(TestDatabases databases)
    : DatabaseManagerConformance(databases, DatabaseKinds.Sqlite),
        IClassFixture<TestDatabases>;

/// <summary>In Redis.</summary>
[Trait("Req", "3.19")]
public sealed class RedisManagerConformance : RegisteredStorageConformance
{
    private static readonly Lazy<Task<ConnectionMultiplexer>> Connection = new(static async () =>
        // Patient: it is one for all tests, and a busy machine may stand still for a while.
        await ConnectionMultiplexer.ConnectAsync(
            $"{(await SharedRedis.GetAsync()).ConnectionString},connectTimeout=60000,syncTimeout=15000"
        )
    );

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        SharedRedis.Require();
        var redis = await Connection.Value;
        var prefix = SharedRedis.NewPrefix();
        return Register(
            // An instance, so that the container leaves the shared connection open.
            services => services.AddSingleton<IConnectionMultiplexer>(redis),
            builder => builder.UseRedisStorage(options => options.KeyPrefix = prefix)
        );
    }
}
