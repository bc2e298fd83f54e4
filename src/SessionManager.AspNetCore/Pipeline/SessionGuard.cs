using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Authorization;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Stands before an endpoint's own delegate, so that no order of middleware leads around it. Costs a request nothing
/// but the look.
/// </summary>
internal sealed class SessionGuard(RequestDelegate endpoint, SessionDemand[] demands, TimeProvider time)
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

        if (feature.Session is not { } session)
            return feature.Refusal.WriteAsync(context.Response);
        foreach (var demand in demands)
        {
            if (demand.Judge(session, time) is { } problem)
                return problem.WriteAsync(context.Response);
        }

        feature.Mark(context.Response);
        return endpoint(context);
    }
}
