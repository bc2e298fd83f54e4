#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SessionManager.Dashboard.Admin;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.Pages;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page for administrators.</summary>
public static class SessionAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the page on which admins (<c>SessionManagerOptions.AdminRoles</c>) find and end anybody's sessions and see
    /// statistics, health and the audit trail; below it what it works with. To everybody else there is no such page: 404.
    /// </summary>
    /// <remarks>
    /// Plots need <c>services.AddSessionAdmin()</c> or a database audit, the audit trail a database audit, and health
    /// <c>services.AddHealthChecks().AddSessionManager()</c>; the page says what is missing. Ending many sessions and
    /// verifying the trail run as long as the request that asked for them: closing the page stops them, and what is done
    /// stays done. To ask for a recent sign-in, add <c>.RequireFreshSession(…)</c> to what is returned.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="path">Where the page stands.</param>
    /// <param name="configure">
    /// Sets options of this page, after those of <c>AddSessionDashboard</c>, of which the title is not taken; null for none.
    /// </param>
    /// <returns>All that was mapped, for conventions of the host's.</returns>
    /// <exception cref="OptionsValidationException">An option is not acceptable; the message names it.</exception>
    public static RouteGroupBuilder MapSessionAdmin(
        this IEndpointRouteBuilder endpoints,
        string path = "/admin/sessions",
        Action<SessionDashboardOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        return PageRoutes.Map(
            endpoints,
            path,
            new DashboardPage("admin", "admin.title") { Allows = AdminCall.IsAdmin },
            options =>
            {
                options.Title = null;
                configure?.Invoke(options);
            },
            AdminRoutes.Map
        );
    }
}
