using SessionManager.Audit;

namespace SessionManager.Testing.Audit;

/// <summary>Keeps what it is given in memory, and fails when told to. Thread-safe.</summary>
public sealed class RecordingAuditBackend : ISessionAuditBackend
{
    private readonly Lock _gate = new();
    private readonly List<SessionAuditEvent> _events = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;

    /// <summary>What every write throws until this is null again.</summary>
    public Exception? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>All events so far, in the order in which they were written.</summary>
    public IReadOnlyList<SessionAuditEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is { } failure)
            return ValueTask.FromException(failure);
        TaskCompletionSource written;
        lock (_gate)
        {
            _events.AddRange(events);
            (written, _written) = (_written, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        written.SetResult();
        return default;
    }

    /// <summary>Waits until as many events of a kind were written, and tells all of that kind.</summary>
    public async Task<IReadOnlyList<SessionAuditEvent>> WaitForAsync(
        SessionAuditKind kind,
        int count = 1,
        CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            Task written;
            lock (_gate)
            {
                var found = _events.Where(one => one.Kind == kind).ToList();
                if (found.Count >= count)
                    return found;
                written = _written.Task;
            }

            await written.WaitAsync(cancellationToken);
        }
    }
}
