using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Transports;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Places the middleware, and settles with <see cref="WebApplication"/> who does authentication and authorization.
/// </summary>
/// <remarks>
/// <see cref="WebApplication"/> puts both in front of the whole pipeline unless these properties say that the host has
/// placed them. In front, authorization would run before the session is known, and authentication would do again what
/// the middleware does. A host that places them itself is left alone.
/// </remarks>
internal static class SessionManagerPipeline
{
    private const string AuthenticationPlaced = "__AuthenticationMiddlewareSet";
    private const string AuthorizationPlaced = "__AuthorizationMiddlewareSet";

    /// <summary>The value that says it was us; a host that calls <c>UseAuthorization</c> later writes over it.</summary>
    private static readonly object PlacedHere = new();

    public static void Place(IApplicationBuilder app, SessionAuthenticator authenticator)
    {
        var schemes = app.ApplicationServices.GetRequiredService<IAuthenticationSchemeProvider>();
        var ownsUser = IsDefault(schemes);
        if (ownsUser && !IsAuthorizedBefore(app) && !HasRequestHandlers(schemes))
            app.Properties.TryAdd(AuthenticationPlaced, PlacedHere);
        app.Properties.TryAdd(AuthorizationPlaced, PlacedHere);
        var options = app.ApplicationServices.GetRequiredService<IOptions<SessionHttpOptions>>().Value;
        if (options.KnownProxies.Count > 0)
            app.UseForwardedHeaders(KnownProxies.Of(options));
        if (options.LogRequests)
            app.Use(RequestLog.Create(app.ApplicationServices));
        var paths = SessionPaths.Of(options);
        app.ApplicationServices.GetRequiredService<ProtectedPathsCheck>().Placed();
        var crossSite = app.ApplicationServices.GetRequiredService<CrossSiteGuard>();
        var logger = app.ApplicationServices.GetRequiredService<ILogger<SessionManagerMiddleware>>();

        // What stands in here runs when the pipeline is built: by then the host has placed all it will place.
        app.Use(next =>
        {
            var isGated = ReferenceEquals(app.Properties[AuthorizationPlaced], PlacedHere);
            var inner = isGated ? Authorize(app, next) : next;
            return new SessionManagerMiddleware(
                inner,
                authenticator,
                paths,
                crossSite,
                logger,
                ownsUser,
                isGated
            ).InvokeAsync;
        });
    }

    private static RequestDelegate Authorize(IApplicationBuilder app, RequestDelegate next)
    {
        // Placed once: a second UseSessionManager() in the same pipeline must not add another.
        app.Properties[AuthorizationPlaced] = true;
        var branch = app.New();
        branch.UseAuthorization();
        branch.Run(next);
        var policies = app.ApplicationServices.GetRequiredService<IAuthorizationPolicyProvider>();
        return new AuthorizationGate(next, branch.Build(), policies).InvokeAsync;
    }

    /// <summary>The host's authorization comes first, so authentication has to come before that.</summary>
    private static bool IsAuthorizedBefore(IApplicationBuilder app) =>
        app.Properties.TryGetValue(AuthorizationPlaced, out var by) && !ReferenceEquals(by, PlacedHere);

    private static bool IsDefault(IAuthenticationSchemeProvider schemes) =>
        schemes.GetDefaultAuthenticateSchemeAsync().GetAwaiter().GetResult()?.Name
        == SessionDefaults.AuthenticationScheme;

    /// <summary>Schemes that answer requests of their own, such as the callback of a sign-in elsewhere.</summary>
    private static bool HasRequestHandlers(IAuthenticationSchemeProvider schemes) =>
        schemes.GetRequestHandlerSchemesAsync().GetAwaiter().GetResult().Any();
}
