using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Storage.Caching;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class SessionManagerBuilderExtensions
{
    /// <summary>
    /// Keeps live sessions in the process for a few seconds, in front of any storage, so that most requests are let in
    /// without asking it. A session that another process ends is let in here until the change feed says so, and without
    /// a feed, or when a message is lost, for <see cref="SessionCacheOptions.MaxAge"/> at most. While the feed is down
    /// every request asks the storage. No request is refused without asking it.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after the configuration section <c>SessionManager:Cache</c>.</param>
    public static ISessionManagerBuilder AddInProcessCache(
        this ISessionManagerBuilder builder,
        Action<SessionCacheOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<SessionCacheOptions>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<SessionCacheOptions>, ConfigureSessionCacheOptions>()
        );
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SessionCacheOptions>, SessionCacheOptionsValidator>()
        );
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();
        builder.Services.TryAddSingleton(static provider => new SessionCache(
            provider.GetRequiredService<IOptions<SessionCacheOptions>>().Value,
            provider.GetService<ISessionChangeFeed>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SessionMetrics>(),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<SessionCache>()
        ));
        return builder;
    }
}
