#pragma warning disable IDE0130 // Stands where hosts look for it.
using SessionManager.AspNetCore;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.SignIn;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace Microsoft.AspNetCore.Http;

/// <summary>The session of a request.</summary>
public static class UserSessionHttpContextExtensions
{
    /// <summary>
    /// The validated session of this request; null when there is none, or when <c>app.UseSessionManager()</c> has not
    /// run yet. It was valid when it was looked up, once, at the start of the request.
    /// </summary>
    /// <remarks>
    /// An answer that was made with this depends on who asked: it is marked <c>Cache-Control: no-store</c> and
    /// <c>Vary: Cookie</c> unless it says otherwise. Middleware that only wants to know, for a log, reads
    /// <see cref="IUserSessionFeature"/>.
    /// </remarks>
    /// <param name="context">The request.</param>
    public static UserSession? GetUserSession(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (SessionFeature.Find(context.Features) is not { } feature)
            return null;
        feature.Mark(context.Response);
        return feature.Session;
    }

    /// <summary>
    /// Opens a session for a user whose credentials the host has checked, and sets the cookie.
    /// </summary>
    /// <inheritdoc cref="SignInSessionAsync(HttpContext, SessionCreateRequest, SessionTransport, CancellationToken)"/>
    /// <param name="context">The request.</param>
    /// <param name="userId">Who signed in.</param>
    /// <param name="role">The user's role; null for none. For several, pass a <see cref="SessionCreateRequest"/>.</param>
    /// <param name="rememberMe">Whether the cookie outlives the browser.</param>
    /// <param name="userName">A name for people; null for none.</param>
    /// <param name="transport">How the client keeps the token.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    public static ValueTask<SessionSignInResult> SignInSessionAsync(
        this HttpContext context,
        string userId,
        string? role = null,
        bool rememberMe = false,
        string? userName = null,
        SessionTransport transport = SessionTransport.Cookie,
        CancellationToken cancellationToken = default
    ) =>
        context.SignInSessionAsync(
            new SessionCreateRequest(userId)
            {
                UserName = userName,
                Roles = role is null ? [] : [role],
                RememberMe = rememberMe,
            },
            transport,
            cancellationToken
        );

    /// <summary>
    /// Opens a session for a user whose credentials the host has checked. With
    /// <see cref="SessionTransport.Cookie"/> the response sets the cookie and no body shows the token; with
    /// <see cref="SessionTransport.Token"/> there is no cookie, one that the request carried is deleted, and the result
    /// hands the token over.
    /// </summary>
    /// <remarks>
    /// The token is always a new one. The session that the request carries, if it is valid, ends. From here on the
    /// request has the new session.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="request">
    /// Who signed in, and what the server knows of them. A missing address and user agent are taken from the request.
    /// </param>
    /// <param name="transport">How the client keeps the token.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>What became of it. Return it from an endpoint to answer the request.</returns>
    /// <exception cref="SessionStorageException">
    /// The storage could not answer. Behind <c>app.UseSessionManager()</c> it becomes a 503.
    /// </exception>
    public static ValueTask<SessionSignInResult> SignInSessionAsync(
        this HttpContext context,
        SessionCreateRequest request,
        SessionTransport transport = SessionTransport.Cookie,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return Service(context).SignInAsync(context, request, transport, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// Records that the user of this session has just proved anew who they are, and gives the session a new secret: the
    /// old one is dead. The response sets the cookie, or the result hands the token over, as the request presented it.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="authenticationMethods">How, in the words of RFC 8176, such as <c>pwd</c> or <c>otp</c>.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>What became of it; it answers the request with 401 when there is no session.</returns>
    /// <exception cref="InvalidOperationException">
    /// The session is that of a ticket (<c>AddSessionTicketStore()</c>), whose cookie only its own scheme writes; nothing
    /// was changed. Call <c>HttpContext.SignInAsync</c> with that scheme, which opens a new session.
    /// </exception>
    public static ValueTask<SessionSignInResult> ReauthenticateSessionAsync(
        this HttpContext context,
        IReadOnlyList<string> authenticationMethods,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(authenticationMethods);
        return Service(context)
            .ReauthenticateAsync(context, authenticationMethods, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// Gives the session of this request a new secret: the old one is dead. The new one is handed over as by
    /// <see cref="ReauthenticateSessionAsync"/>; when the user last proved who they are stays as it is.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>What became of it; it answers the request with 401 when there is no session.</returns>
    /// <exception cref="InvalidOperationException">
    /// The session is that of a ticket (<c>AddSessionTicketStore()</c>), whose cookie only its own scheme writes; nothing
    /// was changed. Call <c>HttpContext.SignInAsync</c> with that scheme, which opens a new session.
    /// </exception>
    public static ValueTask<SessionSignInResult> RotateSessionAsync(
        this HttpContext context,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        return Service(context).ReauthenticateAsync(context, methods: null, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// Gives the session of this request other roles and permissions, and a new secret: the old one is dead. The new one
    /// is handed over as by <see cref="ReauthenticateSessionAsync"/>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="roles">The roles from now on.</param>
    /// <param name="permissions">The permissions from now on; null to keep them.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>What became of it; it answers the request with 401 when there is no session.</returns>
    /// <exception cref="InvalidOperationException">
    /// The session is that of a ticket (<c>AddSessionTicketStore()</c>), whose cookie only its own scheme writes; nothing
    /// was changed. Call <c>HttpContext.SignInAsync</c> with that scheme, which opens a new session.
    /// </exception>
    public static ValueTask<SessionSignInResult> SetSessionRolesAsync(
        this HttpContext context,
        IReadOnlyList<string> roles,
        IReadOnlyList<string>? permissions = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(roles);
        return Service(context).SetRolesAsync(context, roles, permissions, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// Reports what happened to an account, and ends the sessions it calls for: all of the user's, or all but that of
    /// this request. Address and user agent of the request go into the audit trail.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="userId">To whom.</param>
    /// <param name="keepCurrent">Whether the session of this request stays.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>How many sessions ended.</returns>
    public static ValueTask<int> ReportSessionSecurityEventAsync(
        this HttpContext context,
        SessionSecurityEventKind kind,
        string userId,
        bool keepCurrent = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return Service(context)
            .ReportAsync(context, kind, userId, keepCurrent, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// Opens a session on this device for a one-time code of <c>ISessionManager.CreateTransferCodeAsync</c>. The response
    /// sets the cookie, or the result hands the token over. The session that the request carries, if it is valid, ends
    /// once the code was good.
    /// </summary>
    /// <param name="context">The request. Take the code from its body, not from its address, which is logged.</param>
    /// <param name="code">The code that the client presents.</param>
    /// <param name="transport">How the client keeps the token.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>
    /// What became of it. It answers the request as a sign-in does, and with 401 for every code that is not good.
    /// </returns>
    /// <exception cref="SessionStorageException">
    /// The storage could not answer, and the code may be spent. Behind <c>app.UseSessionManager()</c> it becomes a 503.
    /// </exception>
    public static ValueTask<SessionSignInResult> RedeemSessionTransferCodeAsync(
        this HttpContext context,
        string code,
        SessionTransport transport = SessionTransport.Cookie,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(code);
        return Service(context).RedeemAsync(context, code, transport, Cancellation(context, cancellationToken));
    }

    /// <summary>
    /// The client's address as the connection says it, or a known proxy; never what a client wrote into a header. Null
    /// when the server does not know it.
    /// </summary>
    /// <param name="context">The request.</param>
    public static string? GetClientAddress(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ClientAddress.Of(context);
    }

    /// <summary>
    /// Ends the session of this request, if it has a valid one, and deletes the cookie, if it came with one. Without a
    /// session it succeeds and writes nothing to the storage.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">Why: one of <see cref="SessionEndReasons"/> or a word of the host's.</param>
    /// <param name="cancellationToken">Cancels; without one, the end of the request does.</param>
    /// <returns>Whether this call ended a session.</returns>
    /// <exception cref="SessionStorageException">
    /// The storage could not answer, so the session may live on, and the cookie is kept. Behind
    /// <c>app.UseSessionManager()</c> it becomes a 503.
    /// </exception>
    public static ValueTask<bool> SignOutSessionAsync(
        this HttpContext context,
        string reason = SessionEndReasons.UserLogout,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return Service(context).SignOutAsync(context, reason, Cancellation(context, cancellationToken));
    }

    private static SessionSignInService Service(HttpContext context) => SessionSignInService.Of(context);

    private static CancellationToken Cancellation(HttpContext context, CancellationToken given) =>
        given.CanBeCanceled ? given : context.RequestAborted;
}
