using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>What an endpoint says of who may use it.</summary>
internal static class EndpointDemands
{
    /// <summary>Whether ASP.NET Core's authorization has something to decide.</summary>
    public static bool AskForAuthorization(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAuthorizeData>() is not null
        || metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null;

    /// <summary>Whether the user must be known, by whatever rule.</summary>
    public static bool AskForSession(Endpoint? endpoint) =>
        endpoint is not null
        && (endpoint.Metadata.GetMetadata<SessionRequirement>() is not null || AskForAuthorization(endpoint.Metadata));

    public static bool AllowAnonymous(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
}
