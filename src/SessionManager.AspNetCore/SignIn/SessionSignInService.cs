using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.SignIn;

/// <summary>Opens and ends the session of a request.</summary>
internal sealed class SessionSignInService(
    ISessionManager sessions,
    SessionAuthenticator authenticator,
    SessionCookie cookie,
    IOptions<SessionHttpOptions> options
)
{
    private readonly SessionHttpOptions _options = options.Value;

    public async ValueTask<SessionSignInResult> SignInAsync(
        HttpContext context,
        SessionCreateRequest request,
        SessionTransport transport,
        CancellationToken cancellationToken
    )
    {
        CheckAccepted(transport);
        var feature = await KnowAsync(context).ConfigureAwait(false);
        // First, so that a user who signs in again on the same device does not push another device out.
        await EndAsync(feature, SessionDefaults.ReplacedBySignIn, cancellationToken).ConfigureAwait(false);
        var result = await sessions
            .CreateAsync(
                request with
                {
                    IpAddress = request.IpAddress ?? ClientAddress.Of(context),
                    UserAgent = request.UserAgent ?? context.Request.Headers.UserAgent,
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!result.Succeeded)
            return new SessionSignInResult(result, transport);
        context.Response.Headers.CacheControl = "no-store";
        if (transport == SessionTransport.Cookie)
            cookie.Write(context, result.Tokens.Token, result.Session);
        feature.Become(context, SessionVerdict.Valid(result.Session), transport);
        return new SessionSignInResult(result, transport);
    }

    public async ValueTask<bool> SignOutAsync(HttpContext context, string reason, CancellationToken cancellationToken)
    {
        var feature = await KnowAsync(context).ConfigureAwait(false);
        var presented = feature.Transport;
        var ended = await EndAsync(feature, reason, cancellationToken).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        if (presented == SessionTransport.Cookie)
            cookie.Delete(context);
        if (feature.Session is not null)
            feature.Become(context, SessionVerdict.Refused(SessionVerdictReason.Terminated), transport: null);
        return ended;
    }

    /// <exception cref="SessionStorageException">
    /// Whether there is a session to end is not known: to go on would leave it behind.
    /// </exception>
    private async ValueTask<SessionFeature> KnowAsync(HttpContext context)
    {
        var feature = await authenticator.AuthenticateAsync(context).ConfigureAwait(false);
        return feature.Failure is { } failure ? throw new SessionStorageException(failure.Message, failure) : feature;
    }

    private async ValueTask<bool> EndAsync(
        SessionFeature feature,
        string reason,
        CancellationToken cancellationToken
    ) =>
        feature.Session is { } session
        && await sessions.TerminateAsync(session.Id, session.UserId, reason, cancellationToken).ConfigureAwait(false);

    private void CheckAccepted(SessionTransport transport)
    {
        var accepted = transport switch
        {
            SessionTransport.Cookie => _options.AcceptCookie,
            SessionTransport.Token => _options.AcceptBearer || _options.AcceptHeader,
            _ => throw new ArgumentOutOfRangeException(nameof(transport)),
        };
        if (!accepted)
        {
            throw new InvalidOperationException(
                $"A session was to be opened for {transport}, which the host does not accept back. "
                    + "Switch it on in SessionHttpOptions, or sign in with the other transport."
            );
        }
    }
}
