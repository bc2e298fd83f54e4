using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelContextProtocol.Server;
using SessionManager.Management;
using SessionManager.Mcp;
using SessionManager.Mcp.Tools;
using SessionManager.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the session tools to a Model Context Protocol server.</summary>
public static class SessionToolsMcpServerBuilderExtensions
{
    /// <summary>
    /// Adds <c>list_sessions</c>, <c>get_session</c>, <c>update_session</c>, <c>delete_session</c> and
    /// <c>cleanup_expired_sessions</c>. The host also calls <c>AddSessionManager()</c> and registers an
    /// <see cref="ISessionCallerAccessor"/>; without them the server does not start. May be called again to configure
    /// more.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Sets options; null for none.</param>
    public static IMcpServerBuilder WithSessionTools(
        this IMcpServerBuilder builder,
        Action<SessionToolsOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(static service => service.ImplementationType == typeof(ListSessionsTool)))
            Register(services);
        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    private static void Register(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<McpServerTool, ListSessionsTool>();
        services.AddSingleton<McpServerTool, GetSessionTool>();
        services.AddSingleton<McpServerTool, UpdateSessionTool>();
        services.AddSingleton<McpServerTool, DeleteSessionTool>();
        services.AddSingleton<McpServerTool, CleanUpExpiredSessionsTool>();
        services
            .AddOptions<SessionToolsOptions>()
            .Validate(
                static options => options.MaxListed is >= 1 and <= SessionQuery.MaximumLimit,
                $"{nameof(SessionToolsOptions)}.{nameof(SessionToolsOptions.MaxListed)} must be from 1 to 1000."
            )
            .ValidateOnStart();
        // Checked when the server is made, not at the first call: a server without authentication must not look alive.
        services
            .AddOptions<McpServerOptions>()
            .Validate<IServiceProviderIsService>(
                static (_, services) => services.IsService(typeof(ISessionManager)),
                "The session tools need a session manager: call services.AddSessionManager()."
            )
            .Validate<IServiceProviderIsService>(
                static (_, services) => services.IsService(typeof(ISessionCallerAccessor)),
                $"The session tools need to know who calls: register an {nameof(ISessionCallerAccessor)}."
            )
            .ValidateOnStart();
    }
}
