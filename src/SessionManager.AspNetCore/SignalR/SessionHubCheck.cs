using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.Authentication;
using SessionManager.AspNetCore.DependencyInjection;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>
/// Judges whether a connection may go on: by the session as it is stored, since the credential of the handshake may have
/// been replaced since, and the connection has no way to present another.
/// </summary>
internal sealed class SessionHubCheck(
    ISessionManager sessions,
    SessionAuthenticator authenticator,
    SessionUserCheck users,
    IOptions<SessionManagerOptions> options,
    IOptions<SessionHttpOptions> http,
    TimeProvider time
)
{
    private readonly TimeSpan _interval = options.Value.ActivityInterval;
    private readonly bool _isUse = http.Value.AutomaticActivity;

    /// <summary>The session that a connection was opened with, as its principal has it; null when it is not at hand.</summary>
    public static UserSession? OpenedWith(HubCallerContext context) =>
        context.GetHttpContext()?.Features.Get<IUserSessionFeature>()?.Session;

    /// <summary>The id of the session that a connection was opened with; null when with none.</summary>
    public static SessionId? SessionOf(HubCallerContext context)
    {
        if (OpenedWith(context) is { } session)
            return session.Id;
        // Long polling goes on without the request that it began with, but with its principal.
        foreach (var identity in context.User?.Identities ?? [])
        {
            if (
                identity is { IsAuthenticated: true, AuthenticationType: SessionDefaults.AuthenticationScheme }
                && SessionId.TryParse(identity.FindFirst(SessionClaimTypes.SessionId)?.Value, out var id)
            )
                return id;
        }

        return null;
    }

    /// <summary>The session when it is live and its user is welcome; null otherwise.</summary>
    /// <exception cref="SessionManager.Storage.SessionStorageException">It is not known.</exception>
    public async ValueTask<UserSession?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        var session = await sessions.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return
            session is not null
            && session.IsLiveAt(time.GetUtcNow())
            && await users.IsWelcomeAsync(session, cancellationToken).ConfigureAwait(false)
            ? session
            : null;
    }

    /// <summary>
    /// Whether the credential that a connection began with is still good: between its request and its entry the session
    /// may have been given another, of which nobody could tell this connection.
    /// </summary>
    /// <remarks>
    /// With long polling it is that of the first poll, whoever sends the handshake. A service that relays connections may
    /// hand none on: then there is nothing to judge.
    /// </remarks>
    /// <exception cref="SessionManager.Storage.SessionStorageException">It is not known.</exception>
    public async ValueTask<bool> IsProvenAsync(HubCallerContext context, SessionId id)
    {
        if (context.GetHttpContext() is not { } request)
            return true;
        var token = authenticator.TokenOf(request, SessionFeature.Find(request.Features));
        if (token.Length == 0)
            return true;
        var verdict = await sessions
            .ValidateAsync(token, new SessionAccess { IsPassive = true }, context.ConnectionAborted)
            .ConfigureAwait(false);
        return verdict.Session?.Id == id;
    }

    /// <summary>Whether what the principal of a connection says still holds.</summary>
    public static bool IsAsOpened(UserSession opened, UserSession now) =>
        // An access token tells it in whole seconds.
        (now.AuthenticatedAt - opened.AuthenticatedAt).Duration() < TimeSpan.FromSeconds(1)
        && opened.Roles.SequenceEqual(now.Roles, StringComparer.Ordinal)
        && opened.Permissions.SequenceEqual(now.Permissions, StringComparer.Ordinal);

    /// <summary>Records that a session is in use, at most once an interval: a hub call is as good as a request.</summary>
    public async ValueTask UseAsync(UserSession session, CancellationToken cancellationToken)
    {
        if (_isUse && time.GetUtcNow() - session.LastActivityAt >= _interval)
            await sessions.TouchAsync(session.Id, cancellationToken).ConfigureAwait(false);
    }
}
