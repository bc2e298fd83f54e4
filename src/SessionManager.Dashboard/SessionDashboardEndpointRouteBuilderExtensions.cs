#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SessionManager.Dashboard.DependencyInjection;
using SessionManager.Dashboard.Pages;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the pages of the package.</summary>
public static class SessionDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the page on which users see their active sessions and their sign-in history, rename a device, and end what
    /// they do not know; below it, at <c>api</c>, the REST API that it works with, and its files.
    /// </summary>
    /// <remarks>
    /// Each user sees their own sessions, admins too. The page needs the session's cookie. It brings its own
    /// <c>Content-Security-Policy</c>, which allows nothing but the package's files and the host's own addresses.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="path">Where the page stands.</param>
    /// <param name="configure">Sets options of this page, after those of <c>AddSessionDashboard</c>; null for none.</param>
    /// <returns>All that was mapped, for conventions of the host's: a rate limit, a demand on the session.</returns>
    /// <exception cref="OptionsValidationException">An option is not acceptable; the message names it.</exception>
    public static RouteGroupBuilder MapSessionDashboard(
        this IEndpointRouteBuilder endpoints,
        string path = "/account/sessions",
        Action<SessionDashboardOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        return PageRoutes.Map(endpoints, path, new DashboardPage("sessions", "sessions.title"), configure);
    }
}
