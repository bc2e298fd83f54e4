using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>One process with a cache in front of a storage that others share: put together as a host's.</summary>
internal sealed class CacheNode : IAsyncDisposable
{
    public CacheNode(
        ISessionStorage shared,
        ISessionChangeFeed? feed,
        TimeProvider clock,
        Action<SessionCacheOptions>? configure = null,
        Action<IServiceCollection>? add = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        if (feed is not null)
            services.AddSingleton<ISessionChangeFeed>(_ => feed);
        services.AddSessionManager().UseStorage(_ => shared).AddInProcessCache(configure);
        add?.Invoke(services);
        Services = services.BuildServiceProvider();
        Sessions = Services.GetRequiredService<ISessionManager>();
        Clock = clock;
    }

    public ServiceProvider Services { get; }

    public TimeProvider Clock { get; }

    public RecordingLogs Logs { get; } = new();

    public ISessionManager Sessions { get; }

    public SessionRuntime Runtime => Services.GetRequiredService<SessionRuntime>();

    public ISessionStorage Storage => Runtime.Storage;

    public SessionCache Cache => Services.GetRequiredService<SessionCache>();

    public async Task<(SessionId Id, string Token)> SignInAsync(string userId = "alice")
    {
        var created = await Sessions.CreateAsync(new(userId));
        return (created.Session!.Id, created.Tokens!.Token);
    }

    /// <summary>Whether a token is accepted.</summary>
    public async Task<bool> AcceptsAsync(string token) => (await Sessions.ValidateAsync(token)).IsValid;

    /// <summary>Whether a copy of the session may be used now.</summary>
    public bool Has(SessionId id) => Cache.TryGet(id, Clock.GetUtcNow(), out _);

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
