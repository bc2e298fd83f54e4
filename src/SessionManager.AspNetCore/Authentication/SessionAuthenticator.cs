using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Authentication;

/// <summary>
/// Finds out once a request whose session it carries. Middleware, authentication handler and sign-in all ask here, in
/// whatever order they run, so the storage is asked at most once a request.
/// </summary>
internal sealed partial class SessionAuthenticator(
    ISessionManager sessions,
    SessionCookie cookie,
    IOptions<SessionHttpOptions> options,
    ILogger<SessionAuthenticator> logger
)
{
    private readonly SessionHttpOptions _options = options.Value;
    private readonly ILogger<SessionAuthenticator> _logger = logger;

    /// <summary>What is known of the request's session. Completes at once, without further cost, when it was asked before.</summary>
    public ValueTask<SessionFeature> AuthenticateAsync(HttpContext context)
    {
        if (context.Features.Get<IUserSessionFeature>() is SessionFeature known)
            return new(known);
        var credential = default(PresentedCredential);
        Read(context, ref credential);
        return credential.Count switch
        {
            0 => new(Know(context, SessionFeature.Of(default, transport: null))),
            1 => ValidateAsync(context, credential.Token, credential.Transport),
            _ => new(Ambiguous(context)),
        };
    }

    private static SessionFeature Know(HttpContext context, SessionFeature feature)
    {
        context.Features.Set<IUserSessionFeature>(feature);
        return feature;
    }

    private void Read(HttpContext context, ref PresentedCredential credential)
    {
        var headers = context.Request.Headers;
        if (_options.AcceptCookie)
            cookie.Read(context, ref credential);
        if (_options.AcceptBearer)
            credential.AddBearer(headers);
        if (_options.AcceptHeader)
            credential.AddHeader(headers, _options.HeaderName);
    }

    private ValueTask<SessionFeature> ValidateAsync(
        HttpContext context,
        ReadOnlySpan<char> token,
        SessionTransport transport
    )
    {
        ValueTask<SessionVerdict> pending;
        try
        {
            var access = new SessionAccess
            {
                IpAddress = ClientAddress.Of(context),
                UserAgent = context.Request.Headers.UserAgent,
            };
            pending = sessions.ValidateAsync(token, access, context.RequestAborted);
        }
        catch (SessionStorageException exception)
        {
            return new(Failed(context, exception, transport));
        }

        return pending.IsCompletedSuccessfully
            ? new(Judged(context, pending.Result, transport))
            : AwaitedAsync(context, pending, transport);
    }

    private async ValueTask<SessionFeature> AwaitedAsync(
        HttpContext context,
        ValueTask<SessionVerdict> pending,
        SessionTransport transport
    )
    {
        try
        {
            return Judged(context, await pending.ConfigureAwait(false), transport);
        }
        catch (SessionStorageException exception)
        {
            return Failed(context, exception, transport);
        }
    }

    private SessionFeature Judged(HttpContext context, SessionVerdict verdict, SessionTransport transport)
    {
        if (!verdict.IsValid)
            LogRefused(verdict.Reason, transport);
        return Know(context, SessionFeature.Of(verdict, transport));
    }

    private SessionFeature Failed(HttpContext context, SessionStorageException exception, SessionTransport transport)
    {
        LogUnavailable(exception);
        return Know(context, SessionFeature.Failed(exception, transport));
    }

    private SessionFeature Ambiguous(HttpContext context)
    {
        LogAmbiguous();
        return Know(context, SessionFeature.Ambiguous());
    }
}
