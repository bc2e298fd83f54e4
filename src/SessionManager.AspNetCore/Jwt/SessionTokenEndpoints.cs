using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using SessionManager.AspNetCore.SignIn;

namespace SessionManager.AspNetCore.Jwt;

/// <summary>The endpoint that gives new tokens.</summary>
internal static class SessionTokenEndpoints
{
    private const string Json = "application/json";

    /// <summary>
    /// Maps <c>POST refresh</c> into a group. It stands outside of <c>RequireSession</c>: an access token that has run
    /// out is the very reason to come.
    /// </summary>
    public static IEndpointConventionBuilder MapRefresh(IEndpointRouteBuilder group) =>
        group
            .MapPost("refresh", RefreshEndpoint.HandleAsync)
            .WithMetadata(new AllowAnonymousAttribute())
            .WithMetadata(new AcceptsMetadata([Json], typeof(RefreshRequest), isOptional: true))
            .WithMetadata(
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(SessionSignInResponse), [Json])
            )
            .WithName("RefreshSession")
            .WithSummary("New tokens for a refresh token.")
            .WithTags("Sessions");
}
