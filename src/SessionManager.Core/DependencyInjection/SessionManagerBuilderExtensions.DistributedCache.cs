using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class SessionManagerBuilderExtensions
{
    /// <summary>The options come first: their validator says what is missing when there is no cache.</summary>
    private static readonly Func<IServiceProvider, ISessionStorage> _cacheStorage = static provider =>
    {
        var options = Options.Options.Create(provider.GetRequiredService<IOptions<CacheSessionStorageOptions>>().Value);
        return new CacheSessionStorage(
            provider.GetRequiredService<IDistributedCache>(),
            options,
            provider.GetRequiredService<TimeProvider>()
        );
    };

    /// <summary>
    /// Keeps sessions in the <see cref="IDistributedCache"/> that the host registered, in the place of any storage chosen
    /// before. Limits and changes are exact within one process; <see cref="CacheSessionStorage"/> says what several
    /// processes may not rely on.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options; null for the defaults. They are validated when the host starts.</param>
    public static ISessionManagerBuilder UseDistributedCacheStorage(
        this ISessionManagerBuilder builder,
        Action<CacheSessionStorageOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<CacheSessionStorageOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<CacheSessionStorageOptions>,
                CacheSessionStorageOptionsValidator
            >(provider =>
                new(
                    provider.GetService<IServiceProviderIsService>(),
                    () => ReferenceEquals(services.LastOrDefault(IsStorage)?.ImplementationFactory, _cacheStorage)
                )
            )
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, StorageGuaranteesNotice>(static provider =>
                new(
                    provider.GetRequiredService<ISessionStorage>(),
                    (
                        provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance
                    ).CreateLogger<StorageGuaranteesNotice>()
                )
            )
        );
        services.Replace(ServiceDescriptor.Singleton(_cacheStorage));
        return builder;
    }

    private static bool IsStorage(ServiceDescriptor service) =>
        service.ServiceType == typeof(ISessionStorage) && !service.IsKeyedService;
}
