using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Redis.DependencyInjection;
using SessionManager.Redis.Storage;
using SessionManager.Storage;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Redis to SessionManager, over the <c>IConnectionMultiplexer</c> that the host registered.</summary>
public static partial class SessionManagerRedisBuilderExtensions
{
    /// <summary>
    /// Keeps sessions in Redis, one node or a cluster, in the place of any storage chosen before. A host without an
    /// <c>IConnectionMultiplexer</c> is told so when it starts.
    /// </summary>
    public static ISessionManagerBuilder UseRedisStorage(
        this ISessionManagerBuilder builder,
        Action<RedisSessionStorageOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<RedisSessionStorageOptions>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<RedisSessionStorageOptions>,
                RedisSessionStorageOptionsValidator
            >()
        );
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();
        builder.Services.Replace(
            ServiceDescriptor.Singleton<ISessionStorage>(static provider =>
            {
                // First: they say what is missing.
                var own = provider.GetRequiredService<IOptions<RedisSessionStorageOptions>>().Value;
                return new RedisSessionStorage(
                    provider.GetRequiredService<IConnectionMultiplexer>(),
                    own,
                    provider.GetRequiredService<IOptions<SessionManagerOptions>>().Value,
                    provider.GetRequiredService<TimeProvider>()
                );
            })
        );
        return builder;
    }
}
