using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Redis.DependencyInjection;
using SessionManager.Redis.FastTier;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class SessionManagerRedisBuilderExtensions
{
    /// <summary>
    /// Puts Redis as a fast tier in front of the storage that was chosen, and adds the change feed over Redis; both over
    /// the <c>IConnectionMultiplexer</c> that the host registered. The storage stays the truth; what holds when either is down is said at
    /// <see cref="TieredSessionStorage"/>.
    /// </summary>
    /// <remarks>
    /// Redis may lose what it holds at any time: eviction and restarts are harmless, so neither persistence nor
    /// <c>noeviction</c> is needed. A failover to a replica that lagged, or a start from an old snapshot, can bring copies
    /// back, which are served for the rest of their <see cref="RedisCacheOptions.MaxAge"/>: best without persistence.
    /// </remarks>
    /// <param name="builder">What <c>AddSessionManager</c> returned.</param>
    /// <param name="configure">Sets options. They are validated when the host starts.</param>
    /// <returns>The same builder.</returns>
    public static ISessionManagerBuilder UseRedisCache(
        this ISessionManagerBuilder builder,
        Action<RedisCacheOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<RedisCacheOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisCacheOptions>, RedisCacheOptionsValidator>()
        );
        if (configure is not null)
            options.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.Replace(
            ServiceDescriptor.Singleton<ISessionFastTier>(static provider =>
            {
                // First: they say what is missing.
                var validated = provider.GetRequiredService<IOptions<RedisCacheOptions>>().Value;
                return new RedisFastTier(
                    provider.GetRequiredService<IConnectionMultiplexer>(),
                    validated,
                    provider.GetRequiredService<TimeProvider>()
                );
            })
        );
        // Nodes that keep sessions in their process hear of what ends: the same name for both, unless the host has another.
        services
            .AddOptions<RedisChangeFeedOptions>()
            .PostConfigure<IOptions<RedisCacheOptions>>(
                static (feed, cache) => feed.KeyPrefix ??= RedisRegistration.PrefixOf(cache)
            );
        return builder.AddRedisChangeFeed();
    }
}
