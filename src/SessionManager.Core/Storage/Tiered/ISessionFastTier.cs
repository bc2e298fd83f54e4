using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// Copies of live sessions in front of a durable storage, shared by all nodes. The durable storage is the truth; a copy is
/// only ever a faster way to the same answer.
/// </summary>
/// <remarks>
/// <para>
/// <b>How a copy stays honest.</b> A reader that misses takes a lease, reads the durable storage, and fills under the
/// lease. A writer begins (which destroys leases and copies in its scope, and refuses new ones), writes the durable
/// storage, and ends (which destroys again what is there, and lets leases in again once no writer is left). So a copy was
/// read while no writer was under way, and no writer has come since. Each member is one atomic step.
/// </para>
/// <para>
/// <b>Writers are told apart</b> by a name that each makes up: to end takes away that writer's mark and no other's. So to
/// begin or to end once more, because an answer was lost, changes nothing.
/// </para>
/// <para>
/// <b>Losing things is allowed</b>, at any time and in any order (eviction, a restart): a lost copy, lease or mark must
/// make a reader miss, never find an older copy. Whoever cannot promise that for marks of users must keep the copies
/// under a generation that is lost with the mark.
/// </para>
/// <para>
/// <b>Bounds.</b> A copy is served no longer than <see cref="MaxAge"/> after its lease was given, and a mark stands at
/// least that long after its writer began, then it goes by itself: so whatever a crash between two steps leaves behind
/// is gone soon after.
/// </para>
/// <para>
/// <b>Errors.</b> Any exception means that the tier is out of reach; then the step was done, or not, or is done later.
/// <b>Thread-safety.</b> All members may be called at once from any thread.
/// </para>
/// <para>The suite <c>SessionFastTierConformance</c> of the package SessionManager.Testing says the same in tests.</para>
/// </remarks>
public interface ISessionFastTier
{
    /// <summary>The longest time for which a copy is served, from the moment its lease was given.</summary>
    TimeSpan MaxAge { get; }

    /// <summary>Looks up a copy, in one round trip.</summary>
    ValueTask<FastTierReading> ReadAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Asks for the right to fill. A lease that is not used goes by itself after some seconds.</summary>
    /// <returns>Null when a writer is under way, another reader has the lease, or there is a copy.</returns>
    ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Puts a copy in place, if the lease still stands.</summary>
    /// <param name="record">What the durable storage said after the lease was given. Not ended.</param>
    /// <param name="lease">What <see cref="LeaseAsync"/> gave.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it was. The lease is used up then.</returns>
    ValueTask<bool> FillAsync(SessionRecord record, string lease, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a write of the durable storage is about to begin. A writer that begins again says that it failed: its
    /// mark stands anew, with the ending it gives now.
    /// </summary>
    /// <param name="writer">The writer: a name nobody else has, of letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="scopes">What it may change. Each is a step of its own.</param>
    /// <param name="ending">
    /// Whom to refuse as long as the mark stands; null for nobody. Given by a write that failed: one under way may still
    /// find that there is nothing to end, and nothing that a reader saw ended may be live after.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask BeginAsync(
        string writer,
        IReadOnlyList<FastTierScope> scopes,
        FastTierEnding? ending,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Says that a write of the durable storage is done: destroys copies and leases, and takes away the writer's marks.
    /// The marks of other writers stand.
    /// </summary>
    /// <param name="writer">The writer; null for one that did not begin: then copies and leases are destroyed and no mark goes.</param>
    /// <param name="scopes">What it may have changed. Each is a step of its own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask EndAsync(string? writer, IReadOnlyList<FastTierScope> scopes, CancellationToken cancellationToken);
}
