namespace SessionManager.Audit.NoOp;

/// <summary>Records nothing: for a host that wants to say so.</summary>
public sealed class NoOpAuditBackend : ISessionAuditBackend
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken) =>
        default;
}
