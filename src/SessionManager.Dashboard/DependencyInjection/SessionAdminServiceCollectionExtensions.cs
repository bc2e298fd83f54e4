using Microsoft.Extensions.DependencyInjection.Extensions;
using SessionManager.Audit;
using SessionManager.Dashboard.Admin.Activity;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Sets up what the page for administrators shows.</summary>
public static class SessionAdminServiceCollectionExtensions
{
    /// <summary>
    /// Counts the sessions that this node opens and ends, by hour, device and reason, for the plots of the admin page. It
    /// keeps two days of counts in memory and no event. Where a database audit is kept, the page counts that instead, over
    /// all nodes. May be called again.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddSessionAdmin(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ActivityRecorder>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ISessionAuditBackend, ActivityRecorder>(static provider =>
                provider.GetRequiredService<ActivityRecorder>()
            )
        );
        return services;
    }
}
