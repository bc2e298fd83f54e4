#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Jwt;
using SessionManager.Backends;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what clients with tokens need.</summary>
public static class SessionTokenRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST {prefix}/refresh</c>, which takes the refresh token from the JSON body
    /// (<c>{"refresh_token": "…"}</c>) or from its cookie, and, where the backend signs, the addresses of
    /// <see cref="MapSessionKeys"/>. Every refusal is the same 401. A host that calls <c>MapSessions</c> has the refresh from
    /// there, and calls <see cref="MapSessionKeys"/> alone.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path below which it stands.</param>
    /// <returns>The endpoint of refreshes, for conventions of the host's such as a rate limit.</returns>
    public static IEndpointConventionBuilder MapSessionTokens(
        this IEndpointRouteBuilder endpoints,
        string prefix = "/sessions"
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<ISessionKeyDirectory>() is { } directory)
            MapKeys(endpoints, new KeyEndpoints(directory));
        return SessionTokenEndpoints.MapRefresh(endpoints.MapGroup(prefix));
    }

    /// <summary>
    /// Maps <c>/.well-known/jwks.json</c> and, when the issuer is an http address,
    /// <c>/.well-known/openid-configuration</c>, both below the issuer's own path, so that others verify access tokens by
    /// themselves. Part of <see cref="MapSessionTokens"/>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <exception cref="InvalidOperationException">The backend signs nothing.</exception>
    public static void MapSessionKeys(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var directory =
            endpoints.ServiceProvider.GetService<ISessionKeyDirectory>()
            ?? throw new InvalidOperationException(
                "The session backend has no keys to publish. Add .UseJwtBackend(…) to AddSessionManager()."
            );
        MapKeys(endpoints, new KeyEndpoints(directory));
    }

    private static void MapKeys(IEndpointRouteBuilder endpoints, KeyEndpoints keys)
    {
        var group = endpoints.MapGroup(keys.Prefix);
        group.AllowAnonymous().ExcludeFromDescription();
        group.MapGet(KeyEndpoints.KeySet, keys.WriteKeySetAsync);
        if (keys.IsDiscoverable)
            group.MapGet(KeyEndpoints.Discovery, keys.WriteDiscoveryAsync);
    }
}
