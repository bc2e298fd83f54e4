using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Authorization;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Pipeline;
using SessionManager.AspNetCore.SignIn;
using SessionManager.AspNetCore.Suspicion;
using SessionManager.AspNetCore.Transports;
using SessionManager.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ASP.NET Core to the session manager.</summary>
public static class AspNetCoreSessionManagerBuilderExtensions
{
    /// <summary>
    /// Registers what <c>app.UseSessionManager()</c>, <c>HttpContext.SignInSessionAsync</c> and the authentication
    /// scheme <see cref="SessionDefaults.AuthenticationScheme"/> need. The scheme becomes the default unless the host
    /// has chosen one. May be called again to configure more.
    /// </summary>
    /// <param name="builder">The session manager.</param>
    /// <param name="configure">Sets options, after the configuration section <c>SessionManager:Http</c>; null for none.</param>
    public static ISessionManagerBuilder AddAspNetCore(
        this ISessionManagerBuilder builder,
        Action<SessionHttpOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(static service => service.ServiceType == typeof(SessionAuthenticator)))
            Register(services);
        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    private static void Register(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SessionAuthenticator>();
        services.AddSingleton<SessionUserCheck>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SecureTransport>();
        services.AddSingleton<CrossSiteGuard>();
        services.AddSingleton<BadTokenWatch>();
        services.AddSingleton<IAuthorizationHandler, SessionDemandHandler>();
        services.AddSingleton<SessionSignInService>();
        services.AddSingleton<IConfigureOptions<SessionHttpOptions>, SessionHttpOptionsSetup>();
        services.AddSingleton<IValidateOptions<SessionHttpOptions>, SessionHttpOptionsValidator>();
        services.AddOptions<SessionHttpOptions>().ValidateOnStart();
        services.AddSingleton<ProtectedPathsCheck>();
        services.AddSingleton<IStartupFilter>(static provider => provider.GetRequiredService<ProtectedPathsCheck>());

        services.AddTransient<SessionAuthenticationHandler>();
        services.AddRouting();
        services.AddAuthenticationCore();
        services.AddAuthorization();
        services.Configure<AuthenticationOptions>(static options =>
            options.AddScheme<SessionAuthenticationHandler>(SessionDefaults.AuthenticationScheme, displayName: null)
        );
        services.PostConfigure<AuthenticationOptions>(static options =>
        {
            if (options.DefaultScheme is null && options.DefaultAuthenticateScheme is null)
                options.DefaultScheme = SessionDefaults.AuthenticationScheme;
        });
    }
}
