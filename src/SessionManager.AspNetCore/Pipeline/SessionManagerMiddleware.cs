using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.Problems;
using SessionManager.Audit;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>
/// Puts the session on the request, refuses a request with more than one credential, and answers 503 when the storage
/// fails behind it. It refuses protected paths without a session, and what another site made a browser send. While the session is found and the endpoint runs without waiting, so does this.
/// </summary>
internal sealed partial class SessionManagerMiddleware(
    RequestDelegate next,
    SessionAuthenticator authenticator,
    SessionPaths? paths,
    CrossSiteGuard crossSite,
    ILogger<SessionManagerMiddleware> logger,
    bool ownsUser,
    bool isGated
)
{
    private readonly ILogger<SessionManagerMiddleware> _logger = logger;
    private volatile int _transformation;

    public Task InvokeAsync(HttpContext context)
    {
        if (paths is not null && IsLeftAlone(context))
            return Run(context, feature: null);
        var features = context.Features;
        var user = (IHttpAuthenticationFeature?)features[typeof(IHttpAuthenticationFeature)];
        // Somebody before may have said who the user is: authentication placed by the host, or its own code.
        var asUser = ownsUser && (user is null or SessionFeature || user.User?.Identity?.IsAuthenticated != true);
        var known = user as SessionFeature ?? features[typeof(IUserSessionFeature)] as SessionFeature;
        if (known is not null)
            return Enter(context, asUser ? known.Enter(features, asUser: true) : known);
        var pending = authenticator.AuthenticateAsync(context, asUser);
        return pending.IsCompletedSuccessfully ? Enter(context, pending.Result) : EnterAsync(context, pending);
    }

    private async Task EnterAsync(HttpContext context, ValueTask<SessionFeature> pending) =>
        await Enter(context, await pending.ConfigureAwait(false)).ConfigureAwait(false);

    private Task Enter(HttpContext context, SessionFeature feature)
    {
        if (feature.IsAmbiguous || feature.IsInsecure)
            return feature.Refusal.WriteAsync(context.Response);
        feature.IsEnclosed = true;
        ReplacedEndpoints.Guard(context);
        // Cookie authentication would send a user to a login page that cannot work now either.
        if (feature.Failure is not null && !ownsUser && MustKnowUser(context.GetEndpoint()))
            return feature.Refusal.WriteAsync(context.Response);
        if (paths is not null && IsProtected(context))
        {
            if (feature.Session is null)
                return feature.Refusal.WriteAsync(context.Response);
            feature.Mark(context.Response);
        }

        if (feature.Session is null)
            return Run(context, feature);
        if (feature.Transport == SessionTransport.Cookie && !crossSite.Allows(context))
            return RefuseCrossSite(context);
        // Behind the gate this is done there, for the endpoints it concerns.
        if (!isGated && context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
            feature.Mark(context.Response);
        return feature.OwnsUser && HasTransformation(context)
            ? TransformAsync(context, feature)
            : Run(context, feature);
    }

    private static bool MustKnowUser(Endpoint? endpoint) =>
        EndpointDemands.AskForSession(endpoint) && !EndpointDemands.AllowAnonymous(endpoint);

    private bool IsLeftAlone(HttpContext context) =>
        paths!.IsExcluded(context.Request.Path) && !EndpointDemands.AskForSession(context.GetEndpoint());

    private bool IsProtected(HttpContext context) =>
        paths!.IsProtected(context.Request.Path) && !EndpointDemands.AllowAnonymous(context.GetEndpoint());

    private Task RefuseCrossSite(HttpContext context)
    {
        LogCrossSite();
        return SessionProblem.CrossSite.WriteAsync(context.Response);
    }

    /// <summary>Lets the host's claims transformation work on the principal, which has to be made at once then.</summary>
    private async Task TransformAsync(HttpContext context, SessionFeature feature)
    {
        var result = await context.AuthenticateAsync(SessionDefaults.AuthenticationScheme).ConfigureAwait(false);
        feature.AuthenticateResult = result;
        await Run(context, feature).ConfigureAwait(false);
    }

    private Task Run(HttpContext context, SessionFeature? feature)
    {
        Task running;
        try
        {
            running = next(context);
        }
        catch (Exception exception) when (IsOurs(exception, context))
        {
            return FailAsync(context, exception);
        }

        if (!running.IsCompletedSuccessfully)
            return RunAsync(context, feature, running);
        return feature?.Owed is null ? running : feature.Owed.WriteBodyAsync(context.Response);
    }

    private async Task RunAsync(HttpContext context, SessionFeature? feature, Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOurs(exception, context))
        {
            await FailAsync(context, exception).ConfigureAwait(false);
            return;
        }

        if (feature?.Owed is not null)
            await feature.Owed.WriteBodyAsync(context.Response).ConfigureAwait(false);
    }

    private Task FailAsync(HttpContext context, Exception exception)
    {
        LogFailed(exception);
        return SessionProblem.Unavailable.ReplaceAsync(context.Response);
    }

    private static bool IsOurs(Exception exception, HttpContext context) =>
        exception is SessionStorageException or SessionAuditException && !context.Response.HasStarted;

    /// <summary>Asked of the first request with a session, since a transformation may need a request's services.</summary>
    private bool HasTransformation(HttpContext context)
    {
        const int yes = 1;
        const int no = 2;
        if (_transformation == 0)
        {
            var transformation = context.RequestServices.GetService<IClaimsTransformation>();
            _transformation = transformation is null or NoopClaimsTransformation ? no : yes;
        }

        return _transformation == yes;
    }
}
