using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>Keeps session records. Every member is one atomic step.</summary>
/// <remarks>
/// <para>
/// <b>Atomic.</b> No caller ever sees, and no failure ever leaves, half of what a member does. A member checks and acts
/// in the same step: no other write comes between.
/// </para>
/// <para>
/// <b>Nothing revives.</b> A session that has a <see cref="UserSession.Termination"/>, or whose
/// <see cref="UserSession.ExpiresAt"/> is not after the moment a member is told, is over: no member makes it live
/// again, and its first termination is never changed.
/// </para>
/// <para>
/// <b>Time</b> is an argument and never the storage's own clock. The manager passes UTC, cut to the microsecond, also in
/// the filters of a query.
/// </para>
/// <para>
/// <b>Errors.</b> What is expected is a result. A storage that cannot do its work throws
/// <see cref="SessionStorageException"/> (or lets its driver's exception through; the manager wraps it), and then
/// nothing was done, or it was done wholly and only the answer was lost. A record that cannot be read throws
/// <see cref="SessionRecordUnreadableException"/> from <see cref="FindAsync"/>. To every other member it is as if it were
/// not there: it is passed over, holds no place under a limit, and is left untouched; only <see cref="EraseUserAsync"/>
/// deletes it where it can be told whose it is. A cancelled member throws <see cref="OperationCanceledException"/> under the same
/// rule.
/// </para>
/// <para><b>Thread-safety.</b> All members may be called at once from any thread.</para>
/// <para>The conformance suite of the package SessionManager.Testing says the same in tests.</para>
/// </remarks>
public interface ISessionStorage
{
    /// <summary>
    /// Stores a new session: compares the user's "ended before" mark, enforces the limit, and inserts, in one step.
    /// </summary>
    /// <param name="record">The session. Its <c>CreatedAt</c> is the present moment. It is stored as version 1.</param>
    /// <param name="limit">
    /// How many live sessions the user may have with this one. Sessions that are over hold no place, swept or not. When
    /// it says to evict, as many sessions end as needed, by <see cref="SessionTermination.System"/> for
    /// <see cref="SessionEndReasons.MaxSessionsExceeded"/> at <c>CreatedAt</c>.
    /// </param>
    /// <param name="cancellationToken">Cancels; nothing is stored then.</param>
    /// <returns>
    /// <see cref="SessionInsertOutcome.Superseded"/> when <see cref="TerminateAllAsync"/> for this user carried a time
    /// after the record's <c>AuthenticatedAt</c> (equal times pass). Otherwise the outcome of the limit. Only
    /// <see cref="SessionInsertOutcome.Inserted"/> changes anything.
    /// </returns>
    ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    );

    /// <summary>Finds a session in whatever state it is.</summary>
    /// <returns>The record as last written, or null when there is none (never created, purged or erased).</returns>
    ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>
    /// Lists sessions that pass <see cref="SessionFilters.Matches"/>, newest activity first and of equals the higher id
    /// first, starting behind <see cref="SessionQuery.After"/>.
    /// </summary>
    /// <param name="query">Filters, page size and place, already validated.</param>
    /// <param name="now">The moment by which a status is judged.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<SessionPage> QueryAsync(SessionQuery query, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Records use. Each touch applies <see cref="UserSession.UsedAt"/> if the session is live at the touch's time, and
    /// otherwise nothing: unknown, ended and expired sessions are passed over, and an earlier time than the recorded
    /// one changes nothing.
    /// </summary>
    /// <param name="touches">The uses; each session stands in the list at most once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many sessions moved.</returns>
    ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a record in the place of the one with its id, if that one is still at the expected version and live at
    /// <paramref name="now"/>. The stored version becomes the expected one plus 1. The record has no
    /// <c>Termination</c>: ending is for the members that end.
    /// </summary>
    /// <returns>
    /// False, and nothing changed, when the session is unknown, at another version, ended or expired: read again and
    /// classify.
    /// </returns>
    ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Ends a session if it has no end and its time had not run out <see cref="SessionTermination.ClockTolerance"/> before
    /// <c>termination.At</c> (<see cref="SessionTermination.Ends"/>): what another host may still take for live ends too.
    /// </summary>
    /// <returns>
    /// The record as ended by this call; null when there was nothing to end: unknown, ended before (its first end
    /// stands), or expired for longer (cleanup will say so).
    /// </returns>
    ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Ends every session of a user that <see cref="TerminateAsync"/> would end, and marks the user so that no session
    /// authenticated before that time is inserted later (the mark only moves forward). Both in one step. The mark is set
    /// also when the user has no session.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="except">A session that stays; null for none.</param>
    /// <param name="termination">When, by whom and why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The records as ended by this call.</returns>
    ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Ends sessions whose time ran out by <paramref name="now"/> with <see cref="SessionTermination.Expiry"/> at their
    /// <c>ExpiresAt</c>. Each is judged again at the moment it is written, so one that was used meanwhile stays live.
    /// Several callers at once share the work: none is returned twice.
    /// </summary>
    /// <param name="now">The present moment.</param>
    /// <param name="batch">How many at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The records as ended by this call; fewer than <paramref name="batch"/> when no more were due.</returns>
    ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Deletes sessions whose <c>Termination.At</c> is before a moment. Live sessions, and expired ones that were not
    /// yet marked, stay. "Ended before" marks of users without sessions may go too, but only those that are older than
    /// <paramref name="endedBefore"/> by <see cref="EndedBeforeMark.KeptFor"/>: a sign-in that began before the mark may
    /// still be under way.
    /// </summary>
    /// <param name="endedBefore">The moment.</param>
    /// <param name="batch">How many sessions at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were deleted; fewer than <paramref name="batch"/> when there were no more.</returns>
    ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken);

    /// <summary>Deletes every trace of a user: live sessions, history and the "ended before" mark.</summary>
    /// <returns>How many sessions were deleted.</returns>
    ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Counts sessions by their status at <paramref name="now"/>.</summary>
    ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
