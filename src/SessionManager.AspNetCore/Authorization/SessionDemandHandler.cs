using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Problems;

namespace SessionManager.AspNetCore.Authorization;

/// <summary>
/// Judges demands for ASP.NET Core's authorization. The session is the one of the request: the resource that endpoint
/// routing hands over, or the current request where the host has registered <see cref="IHttpContextAccessor"/>. Where
/// there is no request nothing is met.
/// </summary>
internal sealed class SessionDemandHandler(TimeProvider time, IHttpContextAccessor? accessor = null)
    : IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        SessionFeature? feature = null;
        foreach (var requirement in context.Requirements)
        {
            if (requirement is not SessionDemand demand)
                continue;
            feature ??= Feature(context.Resource);
            if (feature?.Session is not { } session)
                return Task.CompletedTask;
            if (demand.Judge(session, time) is not { } problem)
                context.Succeed(requirement);
            // A step-up helps only a user who may do it at all.
            else if (feature.Denial != SessionProblem.Forbidden)
                feature.Denial = problem;
        }

        return Task.CompletedTask;
    }

    private SessionFeature? Feature(object? resource) =>
        (resource as HttpContext ?? accessor?.HttpContext) is { } context
            ? SessionFeature.Find(context.Features)
            : null;
}
