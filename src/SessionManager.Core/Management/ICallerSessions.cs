using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

/// <summary>
/// What one caller may do: everything with their own sessions, and with anybody's as an admin
/// (<c>SessionManagerOptions.AdminRoles</c>). Every adapter goes through this, so the rule stands in one place.
/// </summary>
/// <remarks>
/// An anonymous caller gets <see cref="SessionOutcome.Denied"/> before anything is read. Another user's session is
/// <see cref="SessionOutcome.Denied"/> too; answer it like <see cref="SessionOutcome.NotFound"/> where the existence
/// of a session must not show.
/// </remarks>
public interface ICallerSessions
{
    /// <summary>Who asks.</summary>
    SessionCaller Caller { get; }

    /// <summary>Whether the caller is an admin: has one of <c>SessionManagerOptions.AdminRoles</c>. Never when anonymous.</summary>
    bool IsAdmin { get; }

    /// <summary>
    /// Sessions, newest activity first. A caller who is no admin sees their own: asking for another user's is denied,
    /// naming no user means oneself. For an admin, naming no user means all.
    /// </summary>
    ValueTask<SessionResult<SessionPage>> QueryAsync(SessionQuery query, CancellationToken cancellationToken = default);

    /// <summary>A session in whatever state.</summary>
    ValueTask<SessionResult<UserSession>> GetAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>Records use. <see cref="SessionOutcome.Ended"/> when the session is over.</summary>
    ValueTask<SessionResult<UserSession>> TouchAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ISessionManager.ExtendAsync"/>
    ValueTask<SessionResult<UserSession>> ExtendAsync(
        SessionId id,
        TimeSpan by,
        CancellationToken cancellationToken = default
    );

    /// <inheritdoc cref="ISessionManager.RenameAsync"/>
    ValueTask<SessionResult<UserSession>> RenameAsync(
        SessionId id,
        string? label,
        CancellationToken cancellationToken = default
    );

    /// <inheritdoc cref="ISessionManager.SetMetadataAsync"/>
    ValueTask<SessionResult<UserSession>> SetMetadataAsync(
        SessionId id,
        SessionMetadata metadata,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Ends a session. <see cref="SessionOutcome.Ended"/> when it was over already: the first end stands.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="reason">
    /// Why; null for <see cref="SessionEndReasons.UserLogout"/>, or <see cref="SessionEndReasons.AdminRevoked"/> for
    /// another user's.
    /// </param>
    /// <param name="cancellationToken">Not followed once the write has begun.</param>
    ValueTask<SessionResult<UserSession>> TerminateAsync(
        SessionId id,
        string? reason = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Ends all sessions of a user.</summary>
    /// <param name="userId">Whose; null for one's own. Only an admin may name somebody else.</param>
    /// <param name="exceptCurrent">Whether the session of this request stays.</param>
    /// <param name="reason">Why; null as with <see cref="TerminateAsync"/>.</param>
    /// <param name="cancellationToken">Not followed once the write has begun.</param>
    /// <returns>How many this call ended.</returns>
    ValueTask<SessionResult<int>> TerminateAllAsync(
        string? userId = null,
        bool exceptCurrent = true,
        string? reason = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Makes every token of a user worthless, or, for an admin, of everyone; see
    /// <see cref="ISessionManager.RotateAllAsync"/>. The session of this request goes on under new tokens, if it is one of
    /// those.
    /// </summary>
    /// <param name="userId">Whose; null for one's own. Only an admin may name somebody else.</param>
    /// <param name="everyone">Whether of everyone, whoever is named. Admins only.</param>
    /// <param name="access">The client's address and user agent, for the audit trail.</param>
    /// <param name="cancellationToken">Not followed once writing has begun.</param>
    ValueTask<SessionResult<SessionTokenRotationResult>> RotateAllAsync(
        string? userId = null,
        bool everyone = false,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Makes a one-time code for another device of the caller's own; see
    /// <see cref="ISessionManager.CreateTransferCodeAsync"/>. Only for the session of this request: nobody, no admin
    /// either, gets a code for another's.
    /// </summary>
    /// <param name="access">The client's address and user agent, for the audit trail.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<SessionResult<SessionTransferCode>> CreateTransferCodeAsync(
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>Counts sessions by status. Admins only.</summary>
    ValueTask<SessionResult<SessionStatistics>> GetStatisticsAsync(CancellationToken cancellationToken = default);

    /// <summary>Marks and deletes as the cleanup service does. Admins only.</summary>
    ValueTask<SessionResult<SessionCleanupResult>> CleanUpAsync(CancellationToken cancellationToken = default);
}
