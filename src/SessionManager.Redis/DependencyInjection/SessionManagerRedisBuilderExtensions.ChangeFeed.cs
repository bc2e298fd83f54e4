using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Redis.Storage;
using SessionManager.Storage.Caching;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class SessionManagerRedisBuilderExtensions
{
    /// <summary>
    /// Tells every node over Redis pub/sub which sessions changed, in the place of any feed chosen before. It listens
    /// from the start of the host on, and does not keep the host from starting while Redis is out of reach.
    /// </summary>
    /// <param name="builder">What <c>AddSessionManager</c> returned.</param>
    /// <param name="configure">Sets options. They are validated when the host starts.</param>
    /// <returns>The same builder.</returns>
    public static ISessionManagerBuilder AddRedisChangeFeed(
        this ISessionManagerBuilder builder,
        Action<RedisChangeFeedOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var added = services.AddOptions<RedisChangeFeedOptions>();
        if (configure is not null)
            added.Configure(configure);
        added
            .PostConfigure<IOptions<RedisSessionStorageOptions>>(
                static (feed, storage) => feed.KeyPrefix ??= storage.Value.KeyPrefix
            )
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisChangeFeedOptions>, RedisChangeFeedOptionsValidator>()
        );

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider =>
        {
            // Before the connection is asked for: that there is none is said here, with what to do about it.
            var options = provider.GetRequiredService<IOptions<RedisChangeFeedOptions>>().Value;
            var logs = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
            return new RedisSessionChangeFeed(
                provider.GetRequiredService<IConnectionMultiplexer>(),
                options,
                provider.GetRequiredService<TimeProvider>(),
                logs.CreateLogger<RedisSessionChangeFeed>()
            );
        });
        services.Replace(
            ServiceDescriptor.Singleton<ISessionChangeFeed>(static provider =>
                provider.GetRequiredService<RedisSessionChangeFeed>()
            )
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisChangeFeedService>());
        return builder;
    }
}
