using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Tests.Databases;
using SessionManager.Management;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>
/// A host as the documentation shows it, with its sessions in a database. Unless a test says otherwise its storage has
/// long: the first statement on a cold pool takes a busy machine more than a second.
/// </summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Application(ServiceProvider services) => _services = services;

    public ISessionManager Sessions => _services.GetRequiredService<ISessionManager>();

    /// <summary>The storage itself, without the bounds that the manager puts around it.</summary>
    public ISessionStorage Storage => _services.GetRequiredService<ISessionStorage>();

    public static Application Start(
        Action<DbContextOptionsBuilder> database,
        Action<SessionManagerOptions>? options = null,
        Action<EntityFrameworkStorageOptions<SessionEntity>>? storage = null,
        TimeProvider? time = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddPooledDbContextFactory<SessionsContext>(database);
        services
            .AddSessionManager(configured =>
            {
                configured.StorageTimeout = TimeSpan.FromSeconds(30);
                options?.Invoke(configured);
            })
            .UseEntityFrameworkStorage<SessionsContext>(storage);
        return new(services.BuildServiceProvider());
    }

    public static Application Start(TestDatabase database, Action<SessionManagerOptions>? options = null) =>
        Start(database.Configure, options);

    public static Application StartOnPostgres(string connectionString, Action<SessionManagerOptions>? options = null) =>
        Start(database => database.UseNpgsql(connectionString), options);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
