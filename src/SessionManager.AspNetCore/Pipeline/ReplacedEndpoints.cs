using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Authorization;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Guards endpoints that took the place of one that requires a session: a Razor page that is compiled while the host runs
/// stands in for the endpoint that routing knows, with its metadata but with a delegate of its own.
/// </summary>
/// <remarks>Of other endpoints a convention may have wrapped the guard, to answer in its own way what that refuses.</remarks>
internal static class ReplacedEndpoints
{
    private static readonly ConditionalWeakTable<Endpoint, Endpoint> Guarded = [];

    /// <summary>Puts the guard before the request's endpoint, where metadata asks for one and there is none.</summary>
    public static void Guard(HttpContext context)
    {
        if (
            context.GetEndpoint() is not { RequestDelegate.Target: not SessionGuard } endpoint
            || endpoint.Metadata.GetMetadata<SessionRequirement>() is null
            || endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
            || EndpointDemands.AllowAnonymous(endpoint)
        )
        {
            return;
        }

        if (!Guarded.TryGetValue(endpoint, out var guarded))
        {
            guarded = Guarded.GetValue(
                endpoint,
                added => Copy(added, context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System)
            );
        }

        context.SetEndpoint(guarded);
    }

    private static Endpoint Copy(Endpoint endpoint, TimeProvider time)
    {
        RequestDelegate guard = new SessionGuard(
            endpoint.RequestDelegate!,
            [.. endpoint.Metadata.OfType<SessionDemand>()],
            time
        ).InvokeAsync;
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(guard, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(guard, endpoint.Metadata, endpoint.DisplayName);
    }
}
