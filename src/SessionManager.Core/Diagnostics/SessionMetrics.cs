using System.Diagnostics.Metrics;
using SessionManager.Management;

namespace SessionManager.Diagnostics;

/// <summary>The library's instruments. An instrument that nobody listens to costs a comparison.</summary>
internal sealed partial class SessionMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] VerdictTags = Enum.GetValues<SessionVerdictReason>()
        .Select(static reason => Tag("outcome", reason.ToString()))
        .ToArray();

    private readonly Meter? _owned;
    private readonly Counter<long> _validations;
    private readonly Counter<long> _created;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _touches;
    private readonly Counter<long> _touchesSkipped;
    private readonly Counter<long> _enricherFailures;
    private readonly Counter<long> _auditFailures;
    private readonly Histogram<double> _storage;

    public SessionMetrics(IMeterFactory? factory)
    {
        var meter = factory?.Create(SessionManagerDiagnostics.MeterName);
        // A meter of a factory is the factory's to dispose.
        meter ??= _owned = new Meter(SessionManagerDiagnostics.MeterName);
        _validations = meter.CreateCounter<long>(
            "session_manager.validations",
            "{validation}",
            "Tokens judged, by outcome."
        );
        _created = meter.CreateCounter<long>("session_manager.creates", "{create}", "Sign-ins, by outcome.");
        _ended = meter.CreateCounter<long>("session_manager.ended", "{session}", "Sessions ended, by reason.");
        _touches = meter.CreateCounter<long>("session_manager.touches", "{session}", "Uses written.");
        _touchesSkipped = meter.CreateCounter<long>(
            "session_manager.touches.skipped",
            "{session}",
            "Uses not written because the storage failed."
        );
        _enricherFailures = meter.CreateCounter<long>(
            "session_manager.enricher.failures",
            "{failure}",
            "Enrichers left out of a sign-in, by enricher."
        );
        _auditFailures = meter.CreateCounter<long>(
            "session_manager.audit.failures",
            "{failure}",
            "Failed writes to an audit backend, by backend."
        );
        _storage = meter.CreateHistogram<double>(
            "session_manager.storage.duration",
            "s",
            "Time of storage operations that did not answer at once, by operation and outcome."
        );
        _cache = new CacheInstruments(meter);
    }

    public bool MeasuresStorage => _storage.Enabled;

    public void Validated(SessionVerdictReason reason)
    {
        if (_validations.Enabled)
            _validations.Add(1, VerdictTags[(int)reason]);
    }

    public void Created(SessionOutcome outcome) => _created.Add(1, Tag("outcome", outcome.ToString()));

    public void Ended(string reason, int count = 1)
    {
        if (count > 0)
            _ended.Add(count, Tag("reason", reason));
    }

    public void Touched(int count) => _touches.Add(count);

    public void TouchesSkipped(int count) => _touchesSkipped.Add(count);

    public void EnricherFailed(string enricher) => _enricherFailures.Add(1, Tag("enricher", enricher));

    public void AuditFailed(string backend) => _auditFailures.Add(1, Tag("backend", backend));

    public void StorageTook(string operation, TimeSpan time, bool failed) =>
        _storage.Record(time.TotalSeconds, Tag("operation", operation), Tag("outcome", failed ? "failed" : "done"));

    public void Dispose() => _owned?.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
