using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Problems;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Stands before an endpoint's own delegate, so that no order of middleware leads around it. Costs a request nothing
/// but the look.
/// </summary>
internal sealed class SessionGuard(RequestDelegate endpoint)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (SessionFeature.Find(context.Features) is not { } feature)
        {
            throw new InvalidOperationException(
                "The endpoint requires a session, but nothing has looked for one. "
                    + "Call app.UseSessionManager(), behind app.UseRouting() and before the endpoints run."
            );
        }

        if (feature.Session is null)
            return feature.Refusal.WriteAsync(context.Response);
        SessionDependence.Mark(context.Response);
        return endpoint(context);
    }
}
