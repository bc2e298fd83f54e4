using System.Diagnostics.Metrics;
using SessionManager.Diagnostics;

namespace SessionManager.Audit.Metrics;

/// <summary>
/// Counts events by kind and reason in the counter <c>session_manager.audit.events</c> of the meter
/// <see cref="SessionManagerDiagnostics.MeterName"/>.
/// </summary>
public sealed class MetricsAuditBackend : ISessionAuditBackend, IDisposable
{
    private readonly Meter? _owned;
    private readonly Counter<long> _events;

    /// <summary>Counts in the host's meter factory, or in a meter of its own when there is none.</summary>
    public MetricsAuditBackend(IMeterFactory? meterFactory = null)
    {
        var meter = meterFactory?.Create(SessionManagerDiagnostics.MeterName);
        meter ??= _owned = new Meter(SessionManagerDiagnostics.MeterName);
        _events = meter.CreateCounter<long>(
            "session_manager.audit.events",
            "{event}",
            "Lifecycle events, by kind and reason."
        );
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var auditEvent in events)
        {
            _events.Add(
                1,
                new KeyValuePair<string, object?>("kind", auditEvent.Kind.ToString()),
                new KeyValuePair<string, object?>("reason", auditEvent.Reason)
            );
        }

        return default;
    }

    /// <summary>Disposes the meter when it is the backend's own.</summary>
    public void Dispose() => _owned?.Dispose();
}
