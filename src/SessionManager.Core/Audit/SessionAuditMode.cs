namespace SessionManager.Audit;

/// <summary>When an operation waits for the audit trail.</summary>
public enum SessionAuditMode
{
    /// <summary>
    /// Events go to a bounded queue that a background writer empties, with retries. An operation waits only when the
    /// queue is full. The queue is drained on shutdown.
    /// </summary>
    Background,

    /// <summary>An operation waits until every backend has written, and fails when one cannot.</summary>
    Strict,
}
