using System.Threading.Channels;
using SessionManager.Maintenance;

namespace SessionManager.Audit;

/// <summary>One audit backend with a queue of its own, so that a slow one does not hold up the others.</summary>
internal sealed class AuditSink(ISessionAuditBackend backend, int capacity)
{
    private readonly Lock _gate = new();
    private volatile Task? _running;
    private volatile bool _failing;
    private volatile int _inHand;

    public string Name { get; } = NameOf(backend.GetType());

    public Channel<SessionAuditEvent> Queue { get; } =
        Channel.CreateBounded<SessionAuditEvent>(
            new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
        );

    public bool IsFailing => _failing;

    /// <summary>How many events the writer has taken from the queue and not written yet.</summary>
    public int InHand
    {
        set => _inHand = value;
    }

    /// <summary>How many events are not written yet.</summary>
    public int Waiting => Queue.Reader.Count + _inHand;

    public async ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await backend.WriteAsync(events, cancellationToken).ConfigureAwait(false);
            _failing = false;
        }
        catch
        {
            _failing = true;
            throw;
        }
    }

    /// <summary>Starts the writer on the first event: a host that audits nothing runs nothing, and no host is needed.</summary>
    public Task EnsureRunning(Func<AuditSink, Task> run)
    {
        if (_running is { } running)
            return running;
        lock (_gate)
        {
            _running ??= DetachedWork.Start(() => Task.Run(() => run(this)));
            return _running;
        }
    }

    /// <summary>The name without the arity that a generic type carries.</summary>
    private static string NameOf(Type type) => type.Name.Split('`')[0];
}
