using SessionManager.Storage;

namespace SessionManager.Audit.Trail;

/// <summary>Reads, verifies and purges the audit trail that all nodes write. Thread-safe.</summary>
/// <remarks>
/// Every member throws <see cref="SessionStorageException"/> when the database could not do its work, and
/// <see cref="OperationCanceledException"/> when cancelled.
/// </remarks>
public interface ISessionAuditTrail
{
    /// <summary>Reads one page of the events that pass the filters, newest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The query's limit is out of range.</exception>
    Task<SessionAuditPage> QueryAsync(SessionAuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>Walks every chain from its first row to its last and tells the first that is wrong in each.</summary>
    /// <remarks>
    /// Reads a thousand rows at a time. Writing and purging may go on meanwhile; what is written after the walk reached
    /// a chain's end is not looked at.
    /// </remarks>
    /// <param name="progress">Told how many rows were checked so far, over all chains; null when nobody asks.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    Task<SessionAuditVerification> VerifyAsync(
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Deletes old events from the beginning of every chain, up to the first one that is not old, so that what is left
    /// can still be verified.
    /// </summary>
    /// <remarks>
    /// Each batch is a transaction: a purge that is cancelled or fails leaves what it did, and the next goes on from
    /// there. Purges may run at once. An event whose time lies ahead of its neighbours' keeps those behind it until it is
    /// old itself. Rows of a chain whose record is gone are kept, as evidence.
    /// </remarks>
    /// <param name="before">Events before this are old.</param>
    /// <param name="batch">How many rows to delete in one transaction: 1 to 100,000. Default 1000.</param>
    /// <param name="cancellationToken">Ends the purge after the batch it is at, or within it with nothing of it done.</param>
    /// <returns>How many rows were deleted.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is out of range.</exception>
    Task<long> PurgeAsync(DateTimeOffset before, int batch = 1000, CancellationToken cancellationToken = default);
}
