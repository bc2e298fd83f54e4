using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Maintenance;
using SessionManager.Storage.Caching;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds SessionManager to a host's health checks.</summary>
public static class SessionManagerHealthCheckExtensions
{
    /// <summary>
    /// Unhealthy when the storage does not answer or an audit backend does not write; degraded when cleanup keeps
    /// failing, or the change feed is down, with how long.
    /// </summary>
    public static IHealthChecksBuilder AddSessionManager(
        this IHealthChecksBuilder builder,
        string name = "session_manager"
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(
            new HealthCheckRegistration(
                name,
                static provider =>
                {
                    var runtime = provider.GetRequiredService<SessionRuntime>();
                    return new SessionManagerHealthCheck(
                        runtime.Storage,
                        runtime.Audit,
                        provider.GetRequiredService<SessionCleanupState>(),
                        provider.GetService<ISessionChangeFeed>(),
                        provider.GetRequiredService<TimeProvider>()
                    );
                },
                failureStatus: HealthStatus.Unhealthy,
                tags: null
            )
        );
    }
}
