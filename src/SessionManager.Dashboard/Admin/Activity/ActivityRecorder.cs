using SessionManager.Audit;

namespace SessionManager.Dashboard.Admin.Activity;

/// <summary>Counts what happens on this node, from its start on. Keeps no event.</summary>
internal sealed class ActivityRecorder(TimeProvider time) : ISessionAuditBackend
{
    private readonly ActivityHours _hours = new();

    /// <summary>Since when this node counts.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var now = time.GetUtcNow();
        foreach (var happened in events)
            _hours.Add(happened, now);
        return default;
    }

    public SessionActivity Read() =>
        new(ActivitySource.Node, Since, _hours.Read(SessionActivity.Hours, time.GetUtcNow()));
}
