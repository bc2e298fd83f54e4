#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
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

    private static RequestDelegate Guard(EndpointBuilder endpoint)
    {
        var own =
            endpoint.RequestDelegate
            ?? throw new InvalidOperationException(
                $"The endpoint {endpoint.DisplayName} has nothing to run, so it cannot require a session."
            );
        return new SessionGuard(own).InvokeAsync;
    }
}
