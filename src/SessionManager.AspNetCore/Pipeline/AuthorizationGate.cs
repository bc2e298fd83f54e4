using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using SessionManager.AspNetCore.Authentication;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Sends a request through the authorization middleware only if that would find something to do: for an endpoint that
/// asks for nothing the middleware costs a dictionary and no more comes of it.
/// </summary>
internal sealed class AuthorizationGate(
    RequestDelegate next,
    RequestDelegate authorized,
    IAuthorizationPolicyProvider policies
)
{
    private const int Some = 1;
    private const int All = 2;

    private volatile int _appliesTo;

    public Task InvokeAsync(HttpContext context)
    {
        var pending = Applies(context.GetEndpoint());
        if (!pending.IsCompletedSuccessfully)
            return AwaitedAsync(context, pending);
        return pending.Result ? Authorize(context) : next(context);
    }

    private async Task AwaitedAsync(HttpContext context, ValueTask<bool> pending) =>
        await (await pending.ConfigureAwait(false) ? Authorize(context) : next(context)).ConfigureAwait(false);

    private Task Authorize(HttpContext context)
    {
        if (SessionFeature.Find(context.Features) is { Session: not null } feature)
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
                feature.Mark(context.Response);
            if (feature.OwnsUser)
                context.Features.Set<IAuthenticateResultFeature>(feature);
        }

        return authorized(context);
    }

    private ValueTask<bool> Applies(Endpoint? endpoint)
    {
        var known = _appliesTo;
        if (known == All || (endpoint is not null && EndpointDemands.AskForAuthorization(endpoint.Metadata)))
            return new(true);
        return known == Some ? new(false) : AppliesToAllAsync();
    }

    /// <summary>
    /// A fallback policy is for every request, endpoint or not. A provider that does not let its policies be cached may
    /// have another one next time.
    /// </summary>
    private async ValueTask<bool> AppliesToAllAsync()
    {
        var applies =
            !policies.AllowsCachingPolicies
            || await policies.GetFallbackPolicyAsync().ConfigureAwait(false) is not null;
        _appliesTo = applies ? All : Some;
        return applies;
    }
}
