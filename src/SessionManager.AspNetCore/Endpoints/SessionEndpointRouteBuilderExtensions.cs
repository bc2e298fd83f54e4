#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SessionManager.AspNetCore.Endpoints;
using SessionManager.AspNetCore.Problems;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the REST API of sessions.</summary>
public static class SessionEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints with which users see and end their own sessions and admins
    /// (<c>SessionManagerOptions.AdminRoles</c>) anybody's. Another's session and one that does not exist get the same
    /// 404.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path below which they stand.</param>
    /// <param name="configure">Chooses what is mapped beside; null for none.</param>
    /// <returns>The endpoints, for conventions of the host's: a rate limit, a CORS policy, another tag.</returns>
    public static RouteGroupBuilder MapSessions(
        this IEndpointRouteBuilder endpoints,
        string prefix = "/sessions",
        Action<SessionEndpointOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new SessionEndpointOptions();
        configure?.Invoke(options);
        var group = endpoints.MapGroup(prefix);
        group
            .WithTags("Sessions")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .AddEndpointFilter(AnswerUnreadableAsync)
            .RequireSession();
        SessionEndpoints.Map(group, options);
        return group;
    }

    /// <summary>A parameter that cannot be read is answered as everything else is; by itself it would have no body.</summary>
    private static ValueTask<object?> AnswerUnreadableAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    ) =>
        context.HttpContext.Response.StatusCode == StatusCodes.Status400BadRequest
            ? new(SessionProblem.Unreadable)
            : next(context);
}
