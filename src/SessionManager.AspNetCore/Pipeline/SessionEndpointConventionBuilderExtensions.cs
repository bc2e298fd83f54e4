#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore.Authorization;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.Pipeline;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says which endpoints need a session.</summary>
public static class SessionEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Requires a valid session: every request without one is answered with the same 401, and with 503 when it could
    /// not be looked up. <c>AllowAnonymous()</c> on an endpoint lifts it.
    /// </summary>
    /// <remarks>The answer is marked <c>Cache-Control: no-store</c> and <c>Vary: Cookie</c> unless the host says otherwise.</remarks>
    /// <typeparam name="TBuilder">The kind of endpoint, or a group of them.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(SessionRequirement.Instance));
        builder.Finally(static endpoint =>
        {
            var guarded = endpoint.RequestDelegate?.Target is SessionGuard;
            if (!guarded && !endpoint.Metadata.OfType<IAllowAnonymous>().Any())
                endpoint.RequestDelegate = Guard(endpoint);
        });
        return builder;
    }

    /// <summary>Requires a session with one of these roles; 403 otherwise.</summary>
    /// <inheritdoc cref="RequireSession{TBuilder}(TBuilder)" path="/remarks|/typeparam"/>
    /// <param name="builder">The endpoint.</param>
    /// <param name="roles">The roles: any one of them will do.</param>
    public static TBuilder RequireSessionRole<TBuilder>(this TBuilder builder, params string[] roles)
        where TBuilder : IEndpointConventionBuilder => builder.Demand(new SessionRoleDemand(roles));

    /// <summary>Requires a session with all of these permissions; 403 otherwise.</summary>
    /// <inheritdoc cref="RequireSession{TBuilder}(TBuilder)" path="/remarks|/typeparam"/>
    /// <param name="builder">The endpoint.</param>
    /// <param name="permissions">The permissions: every one of them.</param>
    public static TBuilder RequireSessionPermission<TBuilder>(this TBuilder builder, params string[] permissions)
        where TBuilder : IEndpointConventionBuilder => builder.Demand(new SessionPermissionDemand(permissions));

    /// <summary>
    /// Requires that the user has proved who they are within a time; otherwise 401 with
    /// <c>error="insufficient_user_authentication"</c> (RFC 9470). <c>HttpContext.ReauthenticateSessionAsync</c> records
    /// such a proof.
    /// </summary>
    /// <inheritdoc cref="RequireSession{TBuilder}(TBuilder)" path="/remarks|/typeparam"/>
    /// <param name="builder">The endpoint.</param>
    /// <param name="maxAge">How old the proof may be: more than zero.</param>
    public static TBuilder RequireFreshSession<TBuilder>(this TBuilder builder, TimeSpan maxAge)
        where TBuilder : IEndpointConventionBuilder => builder.Demand(new SessionFreshnessDemand(maxAge));

    /// <summary>
    /// Requires another proof of who the user is where an enricher found the sign-in unusual
    /// (<c>UserSession.Risk</c>): 401 with <c>error="insufficient_user_authentication"</c> (RFC 9470) until
    /// <c>HttpContext.ReauthenticateSessionAsync</c> recorded one. Nobody is kept out by it.
    /// </summary>
    /// <remarks>
    /// A session that no enricher looked at has no risk; nor has one that an access token alone proves
    /// (<c>SignatureOnly</c>), which says nothing of it.
    /// </remarks>
    /// <inheritdoc cref="RequireSession{TBuilder}(TBuilder)" path="/typeparam"/>
    /// <param name="builder">The endpoint.</param>
    /// <param name="score">From what score on, 1 to 100. 50 is a new device in a new country, or impossible travel.</param>
    public static TBuilder RequireStepUpOnRisk<TBuilder>(this TBuilder builder, int score = 50)
        where TBuilder : IEndpointConventionBuilder => builder.Demand(new SessionRiskDemand(score));

    private static TBuilder Demand<TBuilder>(this TBuilder builder, SessionDemand demand)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(demand));
        return builder.RequireSession();
    }

    /// <summary>
    /// Lets pages of other origins use an endpoint with the browser's cookie: for what is meant to be sent there by
    /// another site, such as the answer of a sign-in elsewhere. What it does must be safe to be asked for by anybody.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of endpoint, or a group of them.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder AllowCrossSiteRequests<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(CrossSiteEndpoint.Instance));
        return builder;
    }

    /// <summary>
    /// Has requests to an endpoint leave no trace of use: for what a page asks for by itself, again and again. Otherwise
    /// a browser left open would keep its session alive for ever.
    /// </summary>
    /// <remarks>The endpoint must be known when the session is looked for: behind <c>UseRouting</c>.</remarks>
    /// <typeparam name="TBuilder">The kind of endpoint, or a group of them.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static TBuilder WithoutSessionActivity<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(PassiveEndpoint.Instance));
        return builder;
    }

    private static RequestDelegate Guard(EndpointBuilder endpoint)
    {
        var own =
            endpoint.RequestDelegate
            ?? throw new InvalidOperationException(
                $"The endpoint {endpoint.DisplayName} has nothing to run, so it cannot require a session."
            );
        var time = endpoint is RouteEndpointBuilder { ApplicationServices: { } services }
            ? services.GetService<TimeProvider>()
            : null;
        return new SessionGuard(
            own,
            [.. endpoint.Metadata.OfType<SessionDemand>()],
            time ?? TimeProvider.System
        ).InvokeAsync;
    }
}
