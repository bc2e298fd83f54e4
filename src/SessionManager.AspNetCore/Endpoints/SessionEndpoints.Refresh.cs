using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using SessionManager.AspNetCore.Jwt;

namespace SessionManager.AspNetCore.Endpoints;

internal static partial class SessionEndpoints
{
    static partial void MapRefresh(RouteGroupBuilder group, SessionEndpointOptions options)
    {
        var endpoint = SessionTokenEndpoints.MapRefresh(group);
        if (options.RateLimiterPolicy is { } policy)
            endpoint.RequireRateLimiting(policy);
    }
}
