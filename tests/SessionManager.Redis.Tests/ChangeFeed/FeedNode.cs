using Microsoft.Extensions.Logging;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Logging;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.ChangeFeed;

/// <summary>A node of a host: a connection of its own, a feed, and an observer that notes what it is told.</summary>
internal sealed class FeedNode : ISessionChangeObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SessionChange> _changes = [];
    private readonly List<bool> _interruptions = [];
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDisposable _subscription;

    private FeedNode(ConnectionMultiplexer multiplexer, RedisChangeFeedOptions options)
    {
        _multiplexer = multiplexer;
        Feed = new RedisSessionChangeFeed(
            multiplexer,
            options,
            TimeProvider.System,
            Logs.CreateLogger<RedisSessionChangeFeed>()
        );
        _subscription = Feed.Subscribe(this);
    }

    public RedisSessionChangeFeed Feed { get; }

    public CapturingLoggerProvider Logs { get; } = new();

    public IReadOnlyList<SessionChange> Changes
    {
        get
        {
            lock (_gate)
                return [.. _changes];
        }
    }

    /// <summary>For each interruption, whether the feed said then that it was connected.</summary>
    public IReadOnlyList<bool> Interruptions
    {
        get
        {
            lock (_gate)
                return [.. _interruptions];
        }
    }

    public static async Task<FeedNode> ConnectAsync(
        string connectionString,
        string prefix,
        TimeSpan? heartbeat = null,
        bool wait = true
    )
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{connectionString},abortConnect=false");
        var options = new RedisChangeFeedOptions { KeyPrefix = prefix };
        options.HeartbeatInterval = heartbeat ?? options.HeartbeatInterval;
        var node = new FeedNode(multiplexer, options);
        if (wait)
            await node.UntilConnectedAsync(true);
        return node;
    }

    public Task UntilConnectedAsync(bool connected) => WaitFor.TrueAsync(() => Feed.IsConnected == connected);

    public Task UntilToldAsync(params SessionChange[] changes) =>
        WaitFor.TrueAsync(() => changes.All(Changes.Contains));

    public void Dispose()
    {
        _subscription.Dispose();
        Feed.Dispose();
        _multiplexer.Dispose();
    }

    void ISessionChangeObserver.OnChanged(SessionChange change)
    {
        lock (_gate)
            _changes.Add(change);
    }

    void ISessionChangeObserver.OnInterrupted()
    {
        lock (_gate)
            _interruptions.Add(Feed.IsConnected);
    }
}
