using SessionManager.Audit;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

/// <summary>Opens, validates, lists and ends sessions. A singleton; all members may be called at once.</summary>
/// <remarks>
/// <para>
/// These members trust their caller: they are for a host's own code. For what a user or an agent asked for, use
/// <see cref="For"/>, which applies the own-or-admin rule.
/// </para>
/// <para>
/// What is expected is a result. <see cref="SessionStorageException"/> says that the storage could not answer: nothing
/// was authenticated, and a host answers 503. <see cref="SessionAuditException"/> says that an event that must be
/// recorded was not.
/// </para>
/// <para>
/// Reads follow the cancellation token; a write that has begun finishes, within
/// <c>SessionManagerOptions.StorageTimeout</c>, so that no caller leaves half of one behind.
/// </para>
/// </remarks>
public interface ISessionManager
{
    /// <summary>
    /// Opens a session: policy, credentials, enrichers, insert with the limit, audit, in this order. The new token
    /// never equals an earlier one.
    /// </summary>
    /// <returns>
    /// The session and its tokens; or <see cref="SessionOutcome.LimitReached"/>, <see cref="SessionOutcome.Superseded"/>
    /// or <see cref="SessionOutcome.Invalid"/> with the field and the fix, and then nothing was stored.
    /// </returns>
    ValueTask<SessionCreateResult> CreateAsync(
        SessionCreateRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Says whose session a token is, or why it is none. No I/O happens before the token is well-formed, and no write
    /// on this path: use is recorded in the background.
    /// </summary>
    /// <param name="token">What the client presented. A string converts by itself.</param>
    /// <param name="access">How the session is used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SessionStorageException">The storage could not answer. Nobody is authenticated.</exception>
    ValueTask<SessionVerdict> ValidateAsync(
        ReadOnlySpan<char> token,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Gives a client new tokens for the ones it presents, records the use, and moves the end by the policy of now,
    /// never past the absolute end. The presented token stays good for <c>RotationGrace</c>, in which everybody who
    /// presents it again gets the identical successor; presented later, or once the successor was refreshed in its turn, it
    /// ends the session (<see cref="SessionEndReasons.TokenReuse"/>) where the backend can tell it from one that was never
    /// good.
    /// </summary>
    ValueTask<SessionTokensResult> RefreshAsync(
        string token,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Gives a session a new secret at once: the old one is dead. For re-authentication, set
    /// <paramref name="authenticationMethods"/>: <c>AuthenticatedAt</c> becomes now.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="authenticationMethods">How the user proved anew who they are (RFC 8176); null when they did not.</param>
    /// <param name="presentedToken">
    /// The token that whoever gets the new one presented; null when the server acts by itself. A request may take long from
    /// its headers to its end: one whose token died meanwhile gets nothing, in the same step, and is told
    /// <see cref="SessionOutcome.NotFound"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<SessionTokensResult> RotateAsync(
        SessionId id,
        IReadOnlyList<string>? authenticationMethods = null,
        string? presentedToken = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Records use now, at once.</summary>
    /// <returns>Whether the session moved: false when it is unknown or over.</returns>
    ValueTask<bool> TouchAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the end of a live session later, by more than zero, at most to <c>MaximumTimeout</c> from now and never
    /// past the absolute end. <see cref="SessionOutcome.Conflict"/> when the end is already there.
    /// </summary>
    ValueTask<SessionResult<UserSession>> ExtendAsync(
        SessionId id,
        TimeSpan by,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Gives the device of a live session a name by which its user knows it again (<see cref="UserSession.Label"/>).
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="label">The name, at most 60 characters; null or blank for none.</param>
    /// <param name="cancellationToken">Not followed once the write has begun.</param>
    ValueTask<SessionResult<UserSession>> RenameAsync(
        SessionId id,
        string? label,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Puts the host's own data on a live session in the place of what was there. Names that begin with a dot are the
    /// library's: what stands under those stays, unless it is given anew.
    /// </summary>
    ValueTask<SessionResult<UserSession>> SetMetadataAsync(
        SessionId id,
        SessionMetadata metadata,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Gives a live session other roles and permissions, applies their policy to its end (which only comes nearer), and
    /// gives it a new secret: the old one is dead (OWASP ASVS 5.0, 7.2.4). Hand the new tokens to the client, or it
    /// must sign in again.
    /// </summary>
    /// <param name="id">The session.</param>
    /// <param name="roles">The roles from now on.</param>
    /// <param name="permissions">The permissions from now on; null to keep them.</param>
    /// <param name="by">Who did it, for the audit trail.</param>
    /// <param name="presentedToken">As for <see cref="RotateAsync"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<SessionTokensResult> SetRolesAsync(
        SessionId id,
        IReadOnlyList<string> roles,
        IReadOnlyList<string>? permissions,
        string by,
        string? presentedToken = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Makes a one-time code by which another device of the same user gets a session of its own, without signing in:
    /// for a QR code or a deep link. Stored is its hash alone, in the record of this session; a newer code takes its
    /// place. It lives <c>TransferCodeLifetime</c> (2 minutes), and ends sooner with the session, with
    /// <see cref="RotateAsync"/> and with <see cref="SetRolesAsync"/>.
    /// </summary>
    /// <remarks>The code is a credential: give it to the user of this session only.</remarks>
    /// <param name="id">The session that asks.</param>
    /// <param name="access">The client's address and user agent, for the audit trail.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// The code; or <see cref="SessionOutcome.NotFound"/>, <see cref="SessionOutcome.Ended"/>, or
    /// <see cref="SessionOutcome.Conflict"/> when others change the session all the while.
    /// </returns>
    ValueTask<SessionResult<SessionTransferCode>> CreateTransferCodeAsync(
        SessionId id,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Opens a session for who presents a code of <see cref="CreateTransferCodeAsync"/>, once: as <see cref="CreateAsync"/>
    /// does, with an id, a secret and a device of its own; with the name, the rights of now and the proof
    /// (<c>AuthenticatedAt</c> and methods) of the session that made the code; and no longer than that one's absolute end.
    /// Metadata and "remember me" are not taken over.
    /// </summary>
    /// <param name="code">What the client presented.</param>
    /// <param name="access">The address and user agent of the device that redeems: the new session's.</param>
    /// <param name="cancellationToken">Not followed once the code is spent.</param>
    /// <returns>
    /// The session and its tokens; <see cref="SessionOutcome.NotFound"/> for every code that is not good, or not any
    /// more; or what <see cref="CreateAsync"/> refuses with, and then the code is spent.
    /// </returns>
    ValueTask<SessionCreateResult> RedeemTransferCodeAsync(
        string code,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    );

    /// <summary>A session in whatever state; null when there is none.</summary>
    ValueTask<UserSession?> GetAsync(SessionId id, CancellationToken cancellationToken = default);

    /// <summary>One page of sessions, newest activity first.</summary>
    /// <exception cref="ArgumentException">
    /// The page size is outside 1 to 1000, or the user id is empty: null stands for any user.
    /// </exception>
    ValueTask<SessionPage> QueryAsync(SessionQuery query, CancellationToken cancellationToken = default);

    /// <summary>Ends a session. May be repeated: the first end stands.</summary>
    /// <param name="id">The session.</param>
    /// <param name="by">Who ends it: a user id, or <see cref="SessionTermination.System"/>.</param>
    /// <param name="reason">Why: one of <see cref="SessionEndReasons"/> or a word of the host's.</param>
    /// <param name="cancellationToken">Not followed once the write has begun.</param>
    /// <returns>
    /// Whether this call ended it. A session that ran out less than <see cref="SessionTermination.ClockTolerance"/> ago is
    /// ended too: by the clock of another host it may still be in use.
    /// </returns>
    ValueTask<bool> TerminateAsync(
        SessionId id,
        string by,
        string reason,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Ends all sessions of a user but one, in one step, and refuses sign-ins that were authenticated before this
    /// moment and arrive later.
    /// </summary>
    /// <returns>How many this call ended.</returns>
    ValueTask<int> TerminateAllAsync(
        string userId,
        string by,
        string reason,
        SessionId? except = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Ends the sessions that a security event of a user calls for, and records it.</summary>
    /// <returns>How many sessions it ended.</returns>
    ValueTask<int> ReportSecurityEventAsync(
        SessionSecurityEvent securityEvent,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Records something that asks for a look, as <see cref="SessionAuditKind.Suspicious"/>. It ends nothing and locks
    /// nobody out.
    /// </summary>
    /// <exception cref="ArgumentException">The reason is out of bounds.</exception>
    ValueTask ReportSuspicionAsync(SessionSuspicion suspicion, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes every token that is out there worthless, of a user or of everyone: for when tokens, or a copy of the storage,
    /// got into wrong hands. A client that cannot be handed a new secret must not go on as if it had one, so sessions end
    /// (<see cref="SessionEndReasons.TokenRotation"/>) and their users sign in again; only the session of the request that
    /// asks (<see cref="SessionTokenRotation.Current"/>) goes on, under a new secret without grace.
    /// </summary>
    /// <remarks>
    /// Of everyone: sessions opened later than <see cref="SessionTermination.ClockTolerance"/> after the call began stay
    /// (what is younger may be an old one of a host whose clock is ahead), unless their user has an older one; and sign-ins
    /// of affected users that were authenticated before do not slip past. When it fails half-way, what ended stays ended; call it again. Access tokens that are
    /// judged by their signature alone live on until they run out, unless their signing key is retired as well.
    /// </remarks>
    /// <exception cref="ArgumentException">The user or the actor is out of bounds.</exception>
    ValueTask<SessionTokenRotationResult> RotateAllAsync(
        SessionTokenRotation rotation,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes all that the storage keeps of a user, live sessions and history. The audit trail is not touched.</summary>
    /// <returns>How many sessions were deleted.</returns>
    ValueTask<int> EraseUserAsync(string userId, string by, CancellationToken cancellationToken = default);

    /// <summary>Counts sessions by status.</summary>
    ValueTask<SessionStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks sessions whose time ran out and deletes old history, in batches, as the cleanup service does by itself.
    /// </summary>
    /// <param name="retention">How old history may get; null for the configured retention.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    ValueTask<SessionCleanupResult> CleanUpAsync(
        TimeSpan? retention = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>The same, and tells after each batch that found something how far it is: for a long run that somebody watches.</summary>
    /// <remarks>Each batch is done wholly or not at all: a run that is cancelled or fails is gone on with by the next.</remarks>
    /// <param name="retention">How old history may get; null for the configured retention.</param>
    /// <param name="progress">Told the counts so far, in order, before the next batch begins.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    ValueTask<SessionCleanupResult> CleanUpAsync(
        TimeSpan? retention,
        IProgress<SessionCleanupResult> progress,
        CancellationToken cancellationToken = default
    );

    /// <summary>The operations a caller may do, under the own-or-admin rule.</summary>
    /// <param name="caller">Who asks, as the server authenticated them. Never from what a client says of itself.</param>
    ICallerSessions For(SessionCaller caller);
}
