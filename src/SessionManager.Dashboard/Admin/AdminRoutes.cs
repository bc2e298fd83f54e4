using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Dashboard.Admin.AuditTrail;
using SessionManager.Dashboard.Admin.Ending;
using SessionManager.Dashboard.Admin.Overview;
using SessionManager.Dashboard.Admin.Sessions;

namespace SessionManager.Dashboard.Admin;

/// <summary>What the admin page works with. Every one needs the session of an admin; to all others there is nothing here.</summary>
internal static class AdminRoutes
{
    public static void Map(RouteGroupBuilder page)
    {
        var time = ((IEndpointRouteBuilder)page).ServiceProvider.GetRequiredService<TimeProvider>();
        var group = page.MapGroup("api");
        group.AddEndpointFilter(RefuseOthersAsync).RequireSession();
        group.MapGet("sessions", (Delegate)SessionListEndpoint.HandleAsync);
        group.MapPost("end", (Delegate)EndEndpoint.HandleAsync);
        group.MapGet("audit", (Delegate)AuditListEndpoint.HandleAsync);
        group.MapPost("audit/verify", (Delegate)new VerifyEndpoint().Handle);
        // The page asks for it by itself: one that is left open must not keep its session alive.
        group.MapGet("overview", (Delegate)new OverviewEndpoint(time).HandleAsync).WithoutSessionActivity();
    }

    private static async ValueTask<object?> RefuseOthersAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        if (!AdminCall.IsAdmin(context.HttpContext))
            return AdminProblems.NotFound;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (SessionManager.Storage.SessionStorageUnsupportedException exception)
        {
            return AdminProblems.Unsupported(exception.Message);
        }
    }
}
