#pragma warning disable IDE0130 // Stands where hosts look for it.
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.SignIn;
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
    /// <param name="context">The request.</param>
    public static UserSession? GetUserSession(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return SessionFeature.Find(context.Features)?.Session;
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
    /// <see cref="SessionTransport.Token"/> there is no cookie and the result hands the token over.
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

    private static SessionSignInService Service(HttpContext context) =>
        context.RequestServices.GetService<SessionSignInService>()
        ?? throw new InvalidOperationException(
            "Signing in and out needs services that are not registered. "
                + "Add .AddAspNetCore(): builder.Services.AddSessionManager().AddAspNetCore();"
        );

    private static CancellationToken Cancellation(HttpContext context, CancellationToken given) =>
        given.CanBeCanceled ? given : context.RequestAborted;
}
