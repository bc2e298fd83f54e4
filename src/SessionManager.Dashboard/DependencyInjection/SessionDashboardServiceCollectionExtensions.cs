using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SessionManager.Dashboard.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up the pages of the package.</summary>
public static class SessionDashboardServiceCollectionExtensions
{
    private const string Section = "SessionManager:Dashboard";

    /// <summary>
    /// Sets the options of the pages, from the configuration section <c>SessionManager:Dashboard</c> and then from code.
    /// A host that wants the defaults needs no call: <c>app.MapSessionDashboard()</c> alone works. May be called again to
    /// configure more.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; null for none.</param>
    public static IServiceCollection AddSessionDashboard(
        this IServiceCollection services,
        Action<SessionDashboardOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigureOptions<SessionDashboardOptions>, ConfigureFromSection>()
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SessionDashboardOptions>, SessionDashboardOptionsValidator>()
        );
        var options = services.AddOptions<SessionDashboardOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        return services;
    }

    private sealed class ConfigureFromSection(IServiceProvider services) : IConfigureOptions<SessionDashboardOptions>
    {
        public void Configure(SessionDashboardOptions options) =>
            services.GetService<IConfiguration>()?.GetSection(Section).Bind(options);
    }
}
