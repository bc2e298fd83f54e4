#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.SignalR;
using SessionManager.Audit;
using SessionManager.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Holds open SignalR connections to their sessions.</summary>
public static class SessionHubBuilderExtensions
{
    /// <summary>
    /// Has every hub of the host look at the session of a connection before each call, and closes connections whose session
    /// ended, was given other rights, or whose user proved anew who they are: at once where it happened and on all hosts
    /// with a change feed, else within <see cref="SessionHubOptions.CheckInterval"/>. A new secret that changes nothing
    /// else closes the connections of the host where it was given, and no others. A client connects again with what it has
    /// now.
    /// </summary>
    /// <remarks>
    /// Connections without a session are left alone: say <c>MapHub&lt;T&gt;(…).RequireSession()</c>. A call costs one reading
    /// of the storage and is use of the session as a request is. While the storage is down, calls are refused and
    /// connections stay.
    /// </remarks>
    /// <param name="builder">What <c>AddSessionManager</c> returned; <c>AddAspNetCore()</c> belongs to it too.</param>
    /// <param name="configure">Sets options, validated when the host starts; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static ISessionManagerBuilder AddSessionHubFilter(
        this ISessionManagerBuilder builder,
        Action<SessionHubOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        services.AddOptions<SessionHubOptions>().ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(SessionHubConnections)))
            return builder;
        services.AddSingleton<IValidateOptions<SessionHubOptions>, SessionHubOptionsValidator>();
        services.AddSingleton<SessionHubConnections>();
        services.AddSingleton<SessionHubCheck>();
        services.AddSingleton<SessionHubFilter>();
        services.AddSingleton<ISessionAuditBackend, SessionHubEndings>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionHubMonitor>());
        services.Configure<HubOptions>(static options => options.AddFilter<SessionHubFilter>());
        return builder;
    }
}
