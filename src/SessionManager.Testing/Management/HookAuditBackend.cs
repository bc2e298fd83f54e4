using SessionManager.Audit;

namespace SessionManager.Testing.Management;

/// <summary>An audit backend that runs a test's code at each write.</summary>
internal sealed class HookAuditBackend(Action hook) : ISessionAuditBackend
{
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        hook();
        return default;
    }
}
