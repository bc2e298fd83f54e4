using System.Runtime.InteropServices;
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
/// <b>Losing things is allowed</b>, at any time and in any order (eviction, a restart, a failover): a lost copy, lease or
/// mark must make a reader miss, never find an older copy. Whoever cannot promise that for marks of users must keep the
/// copies under a generation that is lost with the mark.
/// </para>
/// <para>
/// <b>Bounds.</b> A copy lives no longer than the tier's maximum age, and a mark at least that long: so whatever a crash
/// between two steps leaves behind is gone by then.
/// </para>
/// <para>
/// <b>Errors.</b> Any exception means that the tier is out of reach; then the step was done or not.
/// <b>Thread-safety.</b> All members may be called at once from any thread.
/// </para>
/// </remarks>
public interface ISessionFastTier
{
    /// <summary>The longest time for which a copy is served.</summary>
    TimeSpan MaxAge { get; }

    /// <summary>Looks up a copy, in one round trip.</summary>
    ValueTask<FastTierReading> ReadAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Asks for the right to fill.</summary>
    /// <returns>Null when a writer is under way, or another reader has the lease.</returns>
    ValueTask<string?> LeaseAsync(SessionId id, CancellationToken cancellationToken);

    /// <summary>Puts a copy in place, if the lease still stands.</summary>
    /// <param name="record">What the durable storage said after the lease was given. Not ended.</param>
    /// <param name="lease">What <see cref="LeaseAsync"/> gave.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether it was.</returns>
    ValueTask<bool> FillAsync(SessionRecord record, string lease, CancellationToken cancellationToken);

    /// <summary>Says that a write of the durable storage is about to begin.</summary>
    /// <param name="scope">What it may change.</param>
    /// <param name="ending">How it ends the sessions of the scope; null when it does not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask BeginAsync(FastTierScope scope, FastTierEnding? ending, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a write of the durable storage is done. Also called alone, without a begin before it: then it only
    /// destroys copies and leases.
    /// </summary>
    /// <param name="scopes">What it may have changed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask EndAsync(IReadOnlyList<FastTierScope> scopes, CancellationToken cancellationToken);
}

/// <summary>What a write may change: one session, or every session of a <see cref="SessionId.Partition"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FastTierScope
{
    private FastTierScope(SessionId? id, string partition)
    {
        Id = id;
        Partition = partition;
    }

    /// <summary>The session; null when every session of the partition is meant.</summary>
    public SessionId? Id { get; }

    /// <summary>The partition.</summary>
    public string Partition { get; }

    /// <summary>One session.</summary>
    public static FastTierScope OfSession(SessionId id) => new(id, id.Partition);

    /// <summary>Every session of a user, and of users who share the partition.</summary>
    public static FastTierScope OfUser(string userId) => new(null, SessionId.PartitionOf(userId));
}

/// <summary>
/// How a write under way ends sessions: until it is done, the sessions it names are refused though the durable storage
/// still has them live, and so they are when it failed halfway, until the mark is gone.
/// </summary>
/// <param name="UserId">Whose sessions; null when the scope is one session.</param>
/// <param name="Except">A session that stays.</param>
/// <param name="Termination">When, by whom and why.</param>
public sealed record FastTierEnding(string? UserId, SessionId? Except, SessionTermination Termination);

/// <summary>What a fast tier knows of a session: a copy, or that a write is ending it, or nothing.</summary>
/// <param name="Record">The copy.</param>
/// <param name="Ending">The write under way that ends sessions in this scope; the durable storage decides about all others.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FastTierReading(SessionRecord? Record, FastTierEnding? Ending);
