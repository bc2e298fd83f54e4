using Microsoft.Extensions.Logging;
using SessionManager.Redis.ChangeFeed;
using SessionManager.Storage.Caching;
using SessionManager.Testing;
using SessionManager.Testing.Logging;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.ChangeFeed;

/// <summary>
/// A node of a host: a connection of its own, a feed, and an observer that notes what it is told. Its clock stands still
/// unless a test moves it, so that no slowness of the machine counts as one of Redis.
/// </summary>
internal sealed class FeedNode : ISessionChangeObserver, IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<SessionChange> _changes = [];
    private readonly List<bool> _interruptions = [];
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDisposable _subscription;

    private FeedNode(ConnectionMultiplexer multiplexer, RedisChangeFeedOptions options)
    {
        _multiplexer = multiplexer;
        Feed = new RedisSessionChangeFeed(multiplexer, options, Clock, Logs.CreateLogger<RedisSessionChangeFeed>());
        _subscription = Feed.Subscribe(this);
    }

    public RedisSessionChangeFeed Feed { get; }

    public ManualTimeProvider Clock { get; } = new();

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

    public static async Task<FeedNode> ConnectAsync(string connectionString, string prefix, bool wait = true)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync($"{connectionString},abortConnect=false");
        var node = new FeedNode(multiplexer, new RedisChangeFeedOptions { KeyPrefix = prefix });
        if (wait)
            await node.PassUntilAsync(() => node.Feed.IsConnected);
        return node;
    }

    /// <summary>Lets time pass for the feed, no faster than for us, and says how much of it passed there.</summary>
    public async Task<TimeSpan> PassUntilAsync(Func<bool> condition)
    {
        var started = Clock.GetUtcNow();
        await WaitFor.TrueAsync(async () =>
        {
            if (condition())
                return true;
            using var patience = new CancellationTokenSource(WaitFor.Patience);
            // What is under way has a bound, and between two rounds there is a pause: one of both is awaited.
            await Clock.WaitForTimersAsync(1, patience.Token);
            Clock.Advance(Step);
            await Task.Delay(Step);
            return condition();
        });
        return Clock.GetUtcNow() - started;
    }

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
