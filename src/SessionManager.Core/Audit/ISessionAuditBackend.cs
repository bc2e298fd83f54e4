namespace SessionManager.Audit;

/// <summary>Receives every lifecycle event.</summary>
/// <remarks>
/// <para>
/// Events come in batches, in the order in which they happened on this node. A batch is written wholly or not at all:
/// after an exception the pipeline hands over the same batch again (<see cref="SessionAuditMode.Background"/>) or fails
/// the operation (<see cref="SessionAuditMode.Strict"/>), so a backend that wrote half of one would write it twice.
/// </para>
/// <para>Members may be called at once from several threads. A backend must not keep or change the list.</para>
/// </remarks>
public interface ISessionAuditBackend
{
    /// <summary>Writes events; throws when it could not.</summary>
    ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken);
}
