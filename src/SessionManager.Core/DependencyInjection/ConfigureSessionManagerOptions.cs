using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SessionManager.DependencyInjection;

/// <summary>
/// Reads the configuration section <c>SessionManager</c>, then the <c>SESSION_*</c> variables: from the host's
/// configuration, which includes the environment, or from the environment itself when there is none.
/// </summary>
internal sealed class ConfigureSessionManagerOptions(IServiceProvider services)
    : IConfigureOptions<SessionManagerOptions>
{
    public const string Section = "SessionManager";

    public void Configure(SessionManagerOptions options)
    {
        var configuration = services.GetService<IConfiguration>();
        configuration?.GetSection(Section).Bind(options);
        var variables = new SessionVariables(name =>
            configuration is null ? Environment.GetEnvironmentVariable(name) : configuration[name]
        );
        variables.Duration("SESSION_DEFAULT_TIMEOUT", value => options.DefaultPolicy.IdleTimeout = value);
        variables.Duration("SESSION_ABSOLUTE_TIMEOUT", value => options.DefaultPolicy.AbsoluteLifetime = value);
        variables.Duration("SESSION_MIN_TIMEOUT", value => options.MinimumTimeout = value);
        variables.Duration("SESSION_MAX_TIMEOUT", value => options.MaximumTimeout = value);
        variables.Duration("SESSION_CLEANUP_INTERVAL", value => options.Cleanup.Interval = value);
        variables.Number("SESSION_MAX_PER_USER", value => options.DefaultPolicy.MaxSessions = value);
    }
}
