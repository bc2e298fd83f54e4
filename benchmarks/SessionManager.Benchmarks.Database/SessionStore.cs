using Microsoft.Extensions.DependencyInjection;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.Storage;

namespace SessionManager.Benchmarks.Database;

/// <summary>The storage as a host registers it, its tables made. Below the manager: no timeout cuts a slow operation short.</summary>
internal sealed class SessionStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ServiceProvider _watched;

    private SessionStore(ITarget target)
    {
        Target = target;
        _services = Build(target, statements: null);
        _watched = Build(target, Statements);
        Storage = _services.GetRequiredService<ISessionStorage>();
        Watched = _watched.GetRequiredService<ISessionStorage>();
    }

    public ITarget Target { get; }

    public ISessionStorage Storage { get; }

    /// <summary>The same on the same database, its statements seen one by one: for what that does not slow down.</summary>
    public ISessionStorage Watched { get; }

    public StatementLog Statements { get; } = new();

    public static async Task<SessionStore> OpenAsync(ITarget target)
    {
        var store = new SessionStore(target);
        await store._services.GetRequiredService<SessionSchema<SessionDbContext>>().ApplyAsync();
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _watched.DisposeAsync();
    }

    private static ServiceProvider Build(ITarget target, StatementLog? statements)
    {
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<SessionDbContext>(options =>
        {
            target.Configure(options);
            if (statements is not null)
                options.AddInterceptors(statements);
        });
        services.AddSessionManager().UseEntityFrameworkStorage<SessionDbContext>().AddSessionSchema<SessionDbContext>();
        return services.BuildServiceProvider();
    }
}
