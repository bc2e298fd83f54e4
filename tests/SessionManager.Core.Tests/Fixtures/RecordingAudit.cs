using System.Collections.Concurrent;
using SessionManager.Audit;

namespace SessionManager.Core.Tests.Fixtures;

/// <summary>Keeps the events it is handed, after running a test's code over each batch.</summary>
internal sealed class RecordingAudit : ISessionAuditBackend
{
    private readonly ConcurrentQueue<SessionAuditEvent> _events = new();
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private int _writes;

    /// <summary>Runs before a batch is kept; one that throws keeps nothing.</summary>
    public Func<IReadOnlyList<SessionAuditEvent>, CancellationToken, ValueTask>? OnWrite { get; set; }

    public SessionAuditEvent[] Events => [.. _events];

    /// <summary>How many batches were handed over, refused ones included.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public SessionAuditEvent[] Of(SessionAuditKind kind) => [.. _events.Where(entry => entry.Kind == kind)];

    public async ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        if (OnWrite is { } act)
            await act(events, cancellationToken);
        lock (_gate)
        {
            foreach (var entry in events)
                _events.Enqueue(entry);
            foreach (var (_, reached) in _waiters.Where(waiter => waiter.Count <= _events.Count))
                reached.TrySetResult();
        }
    }

    public Task WaitForAsync(int count)
    {
        lock (_gate)
        {
            if (_events.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(Patience.Limit);
        }
    }
}
