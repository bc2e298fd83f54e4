namespace SessionManager.Audit.Trail;

/// <summary>A page of the audit trail.</summary>
/// <param name="Items">The events, newest first, of one node's equals the later written first.</param>
/// <param name="Next">Where the next page starts; null on the last page.</param>
public sealed record SessionAuditPage(IReadOnlyList<SessionAuditItem> Items, SessionAuditCursor? Next);

/// <summary>An event and its place in the trail.</summary>
/// <param name="NodeId">The node that wrote it.</param>
/// <param name="Sequence">Its place in that node's chain.</param>
/// <param name="Event">
/// The event; null when the row cannot be read: it was altered, or a newer version of the library wrote it.
/// </param>
public sealed record SessionAuditItem(string NodeId, long Sequence, SessionAuditEvent? Event);
