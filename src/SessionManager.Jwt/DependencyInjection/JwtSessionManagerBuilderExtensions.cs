using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.Backends;
using SessionManager.DependencyInjection;
using SessionManager.Jwt;
using SessionManager.Jwt.DependencyInjection;
using SessionManager.Jwt.Keys;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Issues JSON Web Tokens.</summary>
public static class JwtSessionManagerBuilderExtensions
{
    /// <summary>
    /// Issues a short signed access token and an opaque rotating refresh token in the place of one opaque token. May be
    /// called again to configure more.
    /// </summary>
    /// <param name="builder">What <c>AddSessionManager</c> returned.</param>
    /// <param name="configure">
    /// Sets issuer, audience, keys and the rest, after the configuration section <c>SessionManager:Jwt</c>; null for none.
    /// They are validated when the host starts.
    /// </param>
    /// <returns>The same builder.</returns>
    public static ISessionManagerBuilder UseJwtBackend(
        this ISessionManagerBuilder builder,
        Action<JwtSessionOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<JwtSessionOptions>, ConfigureJwtSessionOptions>()
        );
        services.AddOptions<JwtSessionOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<JwtSessionOptions>, JwtSessionOptionsValidator>()
        );
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new JwtKeyRing(
            Options(provider),
            provider,
            provider.GetRequiredService<TimeProvider>(),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<JwtKeyRing>()
        ));
        services.TryAddSingleton(static provider => new JwtSessionBackend(
            Options(provider),
            provider.GetRequiredService<JwtKeyRing>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.Replace(
            ServiceDescriptor.Singleton<ISessionBackend>(static provider =>
                provider.GetRequiredService<JwtSessionBackend>()
            )
        );
        services.Replace(
            ServiceDescriptor.Singleton<ISessionKeyDirectory>(static provider => new JwtKeyDirectory(
                Options(provider),
                provider.GetRequiredService<JwtKeyRing>(),
                provider.GetRequiredService<TimeProvider>()
            ))
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JwtKeyRingStartup>());
        return builder;
    }

    private static JwtSessionOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<JwtSessionOptions>>().Value;
}
