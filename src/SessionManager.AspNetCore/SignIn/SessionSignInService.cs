using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.CrossSite;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.AspNetCore.Problems;
using SessionManager.AspNetCore.Suspicion;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.SignIn;

/// <summary>Opens and ends the session of a request.</summary>
internal sealed class SessionSignInService(
    ISessionManager sessions,
    SessionAuthenticator authenticator,
    SessionCookie cookie,
    SecureTransport security,
    CrossSiteGuard crossSite,
    SessionUserCheck users,
    BadTokenWatch badTokens,
    IOptions<SessionHttpOptions> options
)
{
    private readonly SessionHttpOptions _options = options.Value;

    /// <summary>The service of a host.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public static SessionSignInService Of(HttpContext context) =>
        context.RequestServices.GetService<SessionSignInService>()
        ?? throw new InvalidOperationException(
            "Signing in and out needs services that are not registered. "
                + "Add .AddAspNetCore(): builder.Services.AddSessionManager().AddAspNetCore();"
        );

    /// <summary>Whether the host takes back what it hands out so.</summary>
    public bool Accepts(SessionTransport transport) =>
        transport switch
        {
            SessionTransport.Cookie => _options.AcceptCookie,
            SessionTransport.Token => _options.AcceptBearer || _options.AcceptHeader,
            _ => throw new ArgumentOutOfRangeException(nameof(transport)),
        };

    public async ValueTask<SessionSignInResult> SignInAsync(
        HttpContext context,
        SessionCreateRequest request,
        SessionTransport transport,
        CancellationToken cancellationToken
    )
    {
        CheckAccepted(transport);
        if (Refuse(context, transport) is { } refusal)
            return new SessionSignInResult(refusal);
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
        return await HandOverAsync(context, feature, result, transport).ConfigureAwait(false);
    }

    /// <summary>Opens a session for a one-time code. Only one that is good takes the place of the session that the request has.</summary>
    public async ValueTask<SessionSignInResult> RedeemAsync(
        HttpContext context,
        string code,
        SessionTransport transport,
        CancellationToken cancellationToken
    )
    {
        CheckAccepted(transport);
        if (Refuse(context, transport) is { } refusal)
            return new SessionSignInResult(refusal);
        var feature = await KnowAsync(context).ConfigureAwait(false);
        var access = new SessionAccess
        {
            IpAddress = ClientAddress.Of(context),
            UserAgent = context.Request.Headers.UserAgent,
        };
        var result = await sessions.RedeemTransferCodeAsync(code, access, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == SessionOutcome.NotFound)
            badTokens.Note(context, SessionVerdictReason.Rejected);
        if (
            result.Succeeded
            && !await users.IsWelcomeAsync(result.Session, CancellationToken.None).ConfigureAwait(false)
        )
            result = new() { Outcome = SessionOutcome.NotFound };
        if (result.Succeeded)
            await EndAsync(feature, SessionDefaults.ReplacedBySignIn, CancellationToken.None).ConfigureAwait(false);
        return await HandOverAsync(context, feature, result, transport).ConfigureAwait(false);
    }

    private async ValueTask<SessionSignInResult> HandOverAsync(
        HttpContext context,
        SessionFeature feature,
        SessionCreateResult result,
        SessionTransport transport
    )
    {
        if (result.Succeeded)
        {
            context.Response.Headers.CacheControl = "no-store";
            // What is left of the session that this one takes the place of is of no use, and would be read beside it.
            if (feature.TicketScheme is not null)
                await ForgetCookieAsync(context, feature).ConfigureAwait(false);
            if (transport == SessionTransport.Cookie)
                cookie.Write(context, result.Tokens, result.Session);
            // With the cookie beside the token, every later request would present two credentials.
            else if (_options.AcceptCookie && cookie.IsOn(context))
                cookie.Delete(context);
            feature.Become(context, SessionVerdict.Valid(result.Session), transport, result.Tokens.Token);
        }

        return new SessionSignInResult(result, transport);
    }

    /// <summary>Gives the session of the request a new secret, in the way in which the request presented the old one.</summary>
    /// <exception cref="InvalidOperationException">That way is the cookie of another scheme. Nothing was changed.</exception>
    public async ValueTask<SessionSignInResult> RenewAsync(
        HttpContext context,
        Func<UserSession, string, ValueTask<SessionTokensResult>> renew
    )
    {
        var feature = await KnowAsync(context).ConfigureAwait(false);
        if (feature is not { Session: { } session, Transport: { } transport })
            return new(new SessionCreateResult { Outcome = SessionOutcome.NotFound }, SessionTransport.Token);
        if (feature.TicketScheme is not null)
        {
            throw new InvalidOperationException(
                "The session's token lies in the cookie of the host's own scheme (AddSessionTicketStore), which only that "
                    + "scheme writes: with a new secret the user would be signed out. Call HttpContext.SignInAsync with "
                    + "the scheme of the cookie instead, which opens a new session and ends this one."
            );
        }

        var renewed = await renew(session, authenticator.TokenOf(context, feature)).ConfigureAwait(false);
        if (renewed.Succeeded)
        {
            context.Response.Headers.CacheControl = "no-store";
            if (transport == SessionTransport.Cookie)
                cookie.Write(context, renewed.Tokens, renewed.Session);
            feature.Become(context, SessionVerdict.Valid(renewed.Session), transport, renewed.Tokens.Token);
        }

        return new SessionSignInResult(
            new SessionCreateResult
            {
                Outcome = renewed.Outcome,
                Error = renewed.Error,
                Session = renewed.Session,
                Tokens = renewed.Tokens,
            },
            transport
        );
    }

    public ValueTask<SessionSignInResult> ReauthenticateAsync(
        HttpContext context,
        IReadOnlyList<string>? methods,
        CancellationToken cancellationToken
    ) => RenewAsync(context, (session, token) => sessions.RotateAsync(session.Id, methods, token, cancellationToken));

    public ValueTask<SessionSignInResult> SetRolesAsync(
        HttpContext context,
        IReadOnlyList<string> roles,
        IReadOnlyList<string>? permissions,
        CancellationToken cancellationToken
    ) =>
        RenewAsync(
            context,
            (session, token) =>
                sessions.SetRolesAsync(session.Id, roles, permissions, session.UserId, token, cancellationToken)
        );

    public ValueTask<int> ReportAsync(
        HttpContext context,
        SessionSecurityEventKind kind,
        string userId,
        bool keepCurrent,
        CancellationToken cancellationToken
    )
    {
        var session = context.GetUserSession();
        return sessions.ReportSecurityEventAsync(
            new SessionSecurityEvent(kind, userId, session?.UserId ?? SessionTermination.System)
            {
                Except = keepCurrent ? session?.Id : null,
                IpAddress = ClientAddress.Of(context),
                UserAgent = context.Request.Headers.UserAgent,
            },
            cancellationToken
        );
    }

    public async ValueTask<bool> SignOutAsync(HttpContext context, string reason, CancellationToken cancellationToken)
    {
        var feature = await KnowAsync(context).ConfigureAwait(false);
        var ended = await EndAsync(feature, reason, cancellationToken).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        var (transport, scheme) = (feature.Transport, feature.TicketScheme);
        // First, so that a scheme that forwards its sign-outs here finds none to sign out.
        if (feature.Session is not null)
            feature.Become(context, SessionVerdict.Refused(SessionVerdictReason.Terminated), transport: null);
        await ForgetCookieAsync(context, transport, scheme).ConfigureAwait(false);
        return ended;
    }

    /// <summary>Has the browser forget the cookie in which the request presented a session that is over.</summary>
    /// <remarks>That of a ticket is the scheme's own: its path and domain, and what the host does at a sign-out.</remarks>
    public ValueTask ForgetCookieAsync(HttpContext context, SessionFeature feature) =>
        ForgetCookieAsync(context, feature.Transport, feature.TicketScheme);

    private ValueTask ForgetCookieAsync(HttpContext context, SessionTransport? transport, string? ticketScheme)
    {
        if (ticketScheme is not null)
            return new(context.SignOutAsync(ticketScheme));
        if (transport == SessionTransport.Cookie)
            cookie.Delete(context);
        return default;
    }

    /// <summary>A session is not opened where its credential could be overheard, nor at another site's wish.</summary>
    private SessionFault? Refuse(HttpContext context, SessionTransport transport)
    {
        if (!security.Allows(context))
            return SessionFault.Forbidden("https_required", "Sessions are opened over https only.");
        return transport == SessionTransport.Cookie && !crossSite.Allows(context)
            ? SessionFault.Forbidden("cross_site", "The request comes from another site.")
            : null;
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
        if (!Accepts(transport))
        {
            throw new InvalidOperationException(
                $"A session was to be opened for {transport}, which the host does not accept back. "
                    + "Switch it on in SessionHttpOptions, or sign in with the other transport."
            );
        }
    }
}
