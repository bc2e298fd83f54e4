using SessionManager.Audit;
using SessionManager.Testing.Audit;

namespace SessionManager.Core.Tests.Conformance;

public sealed class RecordingAuditBackendConformance : SessionAuditBackendConformance
{
    private readonly RecordingAuditBackend _backend = new();

    protected override ValueTask<ISessionAuditBackend> CreateBackendAsync() => new(_backend);

    protected override ValueTask<IReadOnlyList<SessionAuditEvent>> ReadAsync() => new(_backend.Events);
}
