using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SessionManager.Redis.Diagnostics;
using SessionManager.Redis.Storage;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Redis that sessions are kept in to a host's health checks.</summary>
public static class SessionManagerRedisHealthCheckExtensions
{
    /// <summary>
    /// Unhealthy when sessions cannot be written; degraded when a server is out of reach, drops sessions instead of
    /// refusing new ones, or has a clock of its own. Each message names the fix and no secret.
    /// </summary>
    /// <remarks>It writes the key <c>{KeyPrefix}:health</c>, or on a cluster one such key for each master; they are gone after a second.</remarks>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="configure">Sets options. They are validated when the host starts.</param>
    /// <param name="name">What the check is called.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddSessionManagerRedis(
        this IHealthChecksBuilder builder,
        Action<RedisHealthOptions>? configure = null,
        string name = "session_manager_redis"
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var added = services.AddOptions<RedisHealthOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisHealthOptions>, RedisHealthOptionsValidator>()
        );
        if (configure is not null)
            added.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        return builder.Add(
            new HealthCheckRegistration(
                name,
                static provider =>
                {
                    var options = provider.GetRequiredService<IOptions<RedisHealthOptions>>().Value;
                    var storage = provider.GetRequiredService<IOptions<RedisSessionStorageOptions>>().Value;
                    return new RedisHealthCheck(
                        provider.GetRequiredService<IConnectionMultiplexer>(),
                        storage.Database,
                        $"{storage.KeyPrefix}:health",
                        options,
                        provider.GetRequiredService<TimeProvider>()
                    );
                },
                failureStatus: HealthStatus.Unhealthy,
                tags: null
            )
        );
    }
}
