using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.Transports;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Tickets;

/// <summary>
/// Keeps the tickets of cookie authentication in sessions. The key that goes into the (encrypted) cookie is the
/// session's token, so a ticket is good only as long as its session, and what is stored cannot be presented.
/// </summary>
/// <remarks>
/// Renewal only ever writes to a session that lives and is the same user's: it brings none back. A sign-in always gets a
/// new session, also where the browser still has the cookie of an old one, which ends then.
/// </remarks>
/// <param name="sessions">The sessions.</param>
/// <param name="tickets">How a ticket lies in one.</param>
/// <param name="time">Tells whether a ticket has run out.</param>
/// <param name="accessor">The request, where cookie authentication does not pass it on.</param>
/// <param name="logger">For what a caller is not told.</param>
/// <param name="scheme">The cookie scheme whose tickets these are.</param>
/// <param name="validator">The host's own check of users; null for none.</param>
internal sealed partial class SessionTicketStore(
    ISessionManager sessions,
    SessionTickets tickets,
    TimeProvider time,
    IHttpContextAccessor accessor,
    ILogger<SessionTicketStore> logger,
    string scheme,
    ISessionUserValidator? validator = null
) : ITicketStore
{
    private readonly ILogger<SessionTicketStore> _logger = logger;

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        OpenAsync(ticket, accessor.HttpContext, cancellationToken);

    public Task<string> StoreAsync(
        AuthenticationTicket ticket,
        HttpContext httpContext,
        CancellationToken cancellationToken
    ) => OpenAsync(ticket, httpContext, cancellationToken);

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    public Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        FindAsync(key, accessor.HttpContext, cancellationToken);

    public Task<AuthenticationTicket?> RetrieveAsync(
        string key,
        HttpContext httpContext,
        CancellationToken cancellationToken
    ) => FindAsync(key, httpContext, cancellationToken);

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    public Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken) =>
        WriteAsync(key, ticket, accessor.HttpContext, cancellationToken);

    public Task RenewAsync(
        string key,
        AuthenticationTicket ticket,
        HttpContext httpContext,
        CancellationToken cancellationToken
    ) => WriteAsync(key, ticket, httpContext, cancellationToken);

    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    public Task RemoveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) =>
        RemoveAsync(key, cancellationToken);

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var verdict = await sessions.ValidateAsync(key, Passive, cancellationToken).ConfigureAwait(false);
        if (verdict.Session is not { } session)
            return;
        // Cookie authentication removes what has run out by its own clock, too.
        var isOver = tickets.Read(session) is { Properties.ExpiresUtc: { } end } && end <= time.GetUtcNow();
        var (by, reason) = isOver
            ? (SessionTermination.System, "ticket_expired")
            : (session.UserId, SessionEndReasons.UserLogout);
        await sessions.TerminateAsync(session.Id, by, reason, cancellationToken).ConfigureAwait(false);
    }

    private static SessionAccess Passive => new() { IsPassive = true };

    private async Task<string> OpenAsync(
        AuthenticationTicket ticket,
        HttpContext? context,
        CancellationToken cancellationToken
    )
    {
        var request = tickets.Request(ticket) with
        {
            IpAddress = context is null ? null : ClientAddress.Of(context),
            UserAgent = context?.Request.Headers.UserAgent,
        };
        var created = await sessions.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        if (!created.Succeeded)
        {
            throw new InvalidOperationException(
                $"The sign-in was refused ({created.Outcome}): {created.Error?.Message ?? "no session was opened."}"
            );
        }

        return created.Tokens.Token;
    }

    private async Task<AuthenticationTicket?> FindAsync(
        string key,
        HttpContext? context,
        CancellationToken cancellationToken
    )
    {
        SessionVerdict verdict;
        try
        {
            var access = new SessionAccess
            {
                IsPassive = context is not null && SessionAuthenticator.IsPassive(context),
            };
            verdict = await sessions.ValidateAsync(key, access, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStorageException exception)
        {
            // Nobody is authenticated, and the cookie stays: whether it is good is not known.
            LogUnavailable(exception);
            Enter(context, SessionFeature.Failed(exception, SessionTransport.Cookie));
            return null;
        }

        var ticket = verdict.Session is { } session ? tickets.Read(session) : null;
        if (ticket is null || !await IsWelcomeAsync(verdict.Session!, ticket, cancellationToken).ConfigureAwait(false))
        {
            Enter(
                context,
                SessionFeature.Of(SessionVerdict.Refused(SessionVerdictReason.Terminated), SessionTransport.Cookie)
            );
            return null;
        }

        Enter(context, SessionFeature.OfTicket(verdict, scheme, key));
        return ticket;
    }

    private async ValueTask<bool> IsWelcomeAsync(
        UserSession session,
        AuthenticationTicket ticket,
        CancellationToken cancellationToken
    )
    {
        if (
            validator is null
            || await validator
                .IsValidAsync(new SessionUserContext(session, ticket.Principal), cancellationToken)
                .ConfigureAwait(false)
        )
            return true;
        await sessions
            .TerminateAsync(
                session.Id,
                SessionTermination.System,
                SessionEndReasons.SecurityEvent,
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return false;
    }

    private async Task WriteAsync(
        string key,
        AuthenticationTicket ticket,
        HttpContext? context,
        CancellationToken cancellationToken
    )
    {
        var verdict = await sessions.ValidateAsync(key, Passive, cancellationToken).ConfigureAwait(false);
        if (SignInMark.IsOn(context, ticket))
        {
            // The browser still had a cookie when somebody signed in, and cookie authentication would go on with its
            // key. A key that was there before the sign-in may be known to others.
            if (verdict.Session is { } before)
            {
                await sessions
                    .TerminateAsync(before.Id, before.UserId, SessionDefaults.ReplacedBySignIn, cancellationToken)
                    .ConfigureAwait(false);
            }

            SignInMark.Replace(
                context!,
                key,
                await OpenAsync(ticket, context, cancellationToken).ConfigureAwait(false)
            );
            return;
        }

        if (verdict.Session is not { } session)
            return;
        if (!string.Equals(session.UserId, SessionTickets.UserId(ticket.Principal), StringComparison.Ordinal))
        {
            LogOtherUser(session.Id);
            return;
        }

        var written = await sessions
            .SetMetadataAsync(session.Id, tickets.Write(session.Metadata, ticket), cancellationToken)
            .ConfigureAwait(false);
        if (!written.Succeeded)
            LogNotRenewed(session.Id, written.Outcome);
    }

    /// <summary>Has <c>GetUserSession()</c>, <c>RequireSession()</c> and the REST API know the session as well.</summary>
    private static void Enter(HttpContext? context, SessionFeature feature)
    {
        if (context is not null)
            feature.Enter(context.Features, asUser: false);
    }

    [LoggerMessage(
        EventId = 2401,
        EventName = "TicketUnavailable",
        Level = LogLevel.Warning,
        Message = "The ticket of a request could not be looked up; nobody is authenticated, and the cookie is kept"
    )]
    private partial void LogUnavailable(Exception exception);

    [LoggerMessage(
        EventId = 2402,
        EventName = "TicketOfOtherUser",
        Level = LogLevel.Warning,
        Message = "A ticket of another user was to be written to session {SessionId}; it was left as it is"
    )]
    private partial void LogOtherUser(SessionId sessionId);

    [LoggerMessage(
        EventId = 2403,
        EventName = "TicketNotRenewed",
        Level = LogLevel.Warning,
        Message = "The ticket of session {SessionId} was not renewed: {Outcome}"
    )]
    private partial void LogNotRenewed(SessionId sessionId, SessionOutcome outcome);
}
