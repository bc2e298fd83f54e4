using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.EntityFrameworkCore.Audit.Trail;
using SessionManager.EntityFrameworkCore.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the audit trail in the host's database.</summary>
public static class DatabaseAuditBuilderExtensions
{
    /// <summary>
    /// Writes every event into <c>session_audit</c>, as a hash chain that shows what is changed or removed later, and adds
    /// <see cref="ISessionAuditTrail"/>, which reads, verifies and purges it. Adding it again for the same context only
    /// adds to the options.
    /// </summary>
    /// <remarks>
    /// The context comes from <c>AddPooledDbContextFactory</c>, or from <c>AddDbContextPool</c> and a scope of its own,
    /// never from a request. Its model needs the audit tables: call <c>ApplySessionAudit</c> in <c>OnModelCreating</c>.
    /// </remarks>
    /// <param name="builder">What <c>AddSessionManager</c> returned.</param>
    /// <param name="configure">Sets options. They are validated when the host starts.</param>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <returns>The same builder.</returns>
    public static ISessionManagerBuilder AddDatabaseAudit<TContext>(
        this ISessionManagerBuilder builder,
        Action<DatabaseAuditOptions>? configure = null
    )
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<DatabaseAuditOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DatabaseAuditOptions>, DatabaseAuditOptionsValidator>()
        );
        if (configure is not null)
            options.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new ContextSource<TContext>(provider));
        services.TryAddSingleton(static provider => new DatabaseAuditBackend<TContext>(
            provider.GetRequiredService<ContextSource<TContext>>(),
            Options(provider),
            Logger<DatabaseAuditBackend<TContext>>(provider)
        ));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ISessionAuditBackend, DatabaseAuditBackend<TContext>>(static provider =>
                provider.GetRequiredService<DatabaseAuditBackend<TContext>>()
            )
        );
        services.TryAddSingleton<ISessionAuditTrail>(static provider => new DatabaseAuditTrail<TContext>(
            provider.GetRequiredService<ContextSource<TContext>>(),
            Options(provider)
        ));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, DatabaseAuditRetentionService>(
                static provider => new DatabaseAuditRetentionService(
                    provider.GetRequiredService<ISessionAuditTrail>(),
                    Options(provider),
                    provider.GetRequiredService<TimeProvider>(),
                    Logger<DatabaseAuditRetentionService>(provider)
                )
            )
        );
        return builder;
    }

    private static DatabaseAuditOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DatabaseAuditOptions>>().Value;

    private static ILogger<T> Logger<T>(IServiceProvider provider) =>
        (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<T>();
}
