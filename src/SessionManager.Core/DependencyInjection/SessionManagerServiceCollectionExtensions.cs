using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Backends.Opaque;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Enrichers;
using SessionManager.Maintenance;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Storage;
using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Storage.Tiered;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds SessionManager to a host.</summary>
public static class SessionManagerServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISessionManager"/> with opaque tokens over memory storage: a working default. Go on with the
    /// builder to pick another storage or backend and to add audit backends and enrichers. One manager a host: calling
    /// it again adds to the same options.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">
    /// Sets options, after the configuration section <c>SessionManager</c> and the <c>SESSION_*</c> variables. They are
    /// validated when the host starts, or at first use without a host.
    /// </param>
    public static ISessionManagerBuilder AddSessionManager(
        this IServiceCollection services,
        Action<SessionManagerOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        var options = services.AddOptions<SessionManagerOptions>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<SessionManagerOptions>, ConfigureSessionManagerOptions>()
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SessionManagerOptions>, SessionManagerOptionsValidator>()
        );
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();

        services.TryAddSingleton<ISessionStorage, MemorySessionStorage>();
        services.TryAddSingleton<ISessionBackend, OpaqueSessionBackend>();
        services.TryAddSingleton<ISessionPolicyResolver, OptionsSessionPolicyResolver>();
        services.TryAddSingleton(static provider => new SessionMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<SessionCleanupState>();
        services.TryAddSingleton(CreateRuntime);
        services.TryAddSingleton(static provider => provider.GetRequiredService<SessionRuntime>().Manager);
        services.TryAddSingleton<ISessionManager>(static provider =>
            provider.GetRequiredService<SessionManagerService>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionCleanupService>(CreateCleanup));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionShutdownService>(CreateShutdown));
        return new SessionManagerBuilder(services);
    }

    private static SessionRuntime CreateRuntime(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<SessionMetrics>();
        // A container without logging is served as well: a host that adds it gets the logs.
        var logs = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var storage = new SessionStorageStack(
            provider.GetRequiredService<ISessionStorage>(),
            provider.GetService<ISessionFastTier>(),
            provider.GetRequiredService<IOptions<TieredStorageOptions>>().Value,
            provider.GetService<ISessionChangeFeed>(),
            provider.GetService<SessionCache>(),
            options.StorageTimeout,
            time,
            metrics,
            logs
        );
        return new SessionRuntime(
            storage,
            provider.GetRequiredService<ISessionBackend>(),
            provider.GetRequiredService<ISessionPolicyResolver>(),
            provider.GetServices<ISessionEnricher>(),
            provider.GetServices<ISessionAuditBackend>(),
            options,
            time,
            metrics,
            logs
        );
    }

    private static SessionCleanupService CreateCleanup(IServiceProvider provider)
    {
        var logs = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        return new SessionCleanupService(
            provider.GetRequiredService<ISessionManager>(),
            provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value,
            provider.GetRequiredService<SessionCleanupState>(),
            provider.GetRequiredService<TimeProvider>(),
            logs.CreateLogger<SessionCleanupService>()
        );
    }

    private static SessionShutdownService CreateShutdown(IServiceProvider provider)
    {
        var runtime = provider.GetRequiredService<SessionRuntime>();
        return new SessionShutdownService(runtime.Activity, runtime.Audit);
    }
}
