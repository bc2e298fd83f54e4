using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Testing.Caching;

/// <summary>
/// A change feed between caches of one process, each as if in a process of its own: what one node publishes has reached
/// every connected node before the call returns. Nodes can be cut off and come back.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class InProcessChangeFeed : ISessionChangeFeed
{
    private readonly Nodes _nodes;
    private volatile ISessionChangeObserver[] _observers = [];
    private volatile bool _connected = true;

    /// <summary>The first node of a feed.</summary>
    public InProcessChangeFeed()
        : this(new Nodes()) { }

    private InProcessChangeFeed(Nodes nodes)
    {
        _nodes = nodes;
        lock (nodes.Gate)
            nodes.All.Add(this);
    }

    /// <inheritdoc/>
    public bool IsConnected => _connected;

    /// <inheritdoc/>
    public DateTimeOffset? DisconnectedSince => _connected ? null : DisconnectedAt;

    /// <summary>What a test says of when the node was cut off; null when it says nothing.</summary>
    public DateTimeOffset? DisconnectedAt { get; set; }

    /// <summary>All that any node was asked to publish, also what was lost.</summary>
    public IReadOnlyList<SessionChange> Published
    {
        get
        {
            lock (_nodes.Gate)
                return [.. _nodes.Published];
        }
    }

    /// <summary>Runs before this node sends: it can wait, or throw so that nothing is sent.</summary>
    public Func<CancellationToken, ValueTask>? Publishing { get; set; }

    /// <summary>How many observe this node.</summary>
    public int Observers => _observers.Length;

    /// <summary>Another node of the same feed.</summary>
    public InProcessChangeFeed AddNode() => new(_nodes);

    /// <inheritdoc/>
    public async ValueTask PublishAsync(IReadOnlyList<SessionChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        InProcessChangeFeed[] nodes;
        lock (_nodes.Gate)
        {
            _nodes.Published.AddRange(changes);
            nodes = [.. _nodes.All];
        }

        if (Publishing is { } hook)
            await hook(cancellationToken);
        if (!_connected)
            throw new SessionStorageException("The change feed is cut off.");
        foreach (var node in nodes)
            node.Deliver(changes);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(ISessionChangeObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_nodes.Gate)
            _observers = [.. _observers, observer];
        return new Subscription(this, observer);
    }

    /// <summary>Cuts this node off: what is published meanwhile never reaches it, and it can publish nothing.</summary>
    public void Disconnect()
    {
        _connected = false;
        Interrupt();
    }

    /// <summary>Brings this node back.</summary>
    public void Reconnect()
    {
        Interrupt();
        _connected = true;
    }

    private void Deliver(IReadOnlyList<SessionChange> changes)
    {
        if (!_connected)
            return;
        foreach (var observer in _observers)
        {
            foreach (var change in changes)
                observer.OnChanged(change);
        }
    }

    private void Interrupt()
    {
        foreach (var observer in _observers)
            observer.OnInterrupted();
    }

    private sealed class Nodes
    {
        public Lock Gate { get; } = new();

        public List<InProcessChangeFeed> All { get; } = [];

        public List<SessionChange> Published { get; } = [];
    }

    private sealed class Subscription(InProcessChangeFeed feed, ISessionChangeObserver observer) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._nodes.Gate)
                feed._observers = [.. feed._observers.Where(it => !ReferenceEquals(it, observer))];
        }
    }
}
