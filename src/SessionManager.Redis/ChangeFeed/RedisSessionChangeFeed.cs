using Microsoft.Extensions.Logging;
using SessionManager.Storage.Caching;
using StackExchange.Redis;

namespace SessionManager.Redis.ChangeFeed;

/// <summary>Announces changes on a Redis channel, and listens to it from the first use on.</summary>
internal sealed class RedisSessionChangeFeed : ISessionChangeFeed, IDisposable
{
    private readonly ISubscriber _subscriber;
    private readonly RedisChannel _channel;
    private readonly RedisChangeFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ChangeFeedState _state;
    private readonly RedisChannelListener _listener;
    private readonly Lock _gate = new();
    private volatile bool _started;
    private bool _disposed;

    public RedisSessionChangeFeed(
        IConnectionMultiplexer multiplexer,
        RedisChangeFeedOptions options,
        TimeProvider time,
        ILogger<RedisSessionChangeFeed> logger
    )
    {
        _subscriber = multiplexer.GetSubscriber();
        // Literally: a prefix may hold what would be a pattern.
        _channel = new RedisChannel(RedisChannels.Changes(options.KeyPrefix!), RedisChannel.PatternMode.Literal);
        _options = options;
        _time = time;
        _state = new ChangeFeedState(logger, time);
        _listener = new RedisChannelListener(multiplexer, _channel, options, _state, time, logger);
    }

    public bool IsConnected
    {
        get
        {
            if (!_started)
                Start();
            return _state.IsConnected;
        }
    }

    public DateTimeOffset? DisconnectedSince => _state.LostAt;

    public async ValueTask PublishAsync(IReadOnlyList<SessionChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            foreach (var message in ChangeFeedText.Write(changes))
            {
                await _subscriber
                    .PublishAsync(_channel, message)
                    .WaitAsync(_options.PublishTimeout, _time, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception exception)
            when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw RedisFailure.Wrap("publish changes", exception);
        }
    }

    public IDisposable Subscribe(ISessionChangeObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = _state.Add(observer);
        Start();
        return subscription;
    }

    /// <summary>Begins to listen. Does nothing the second time.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_started || _disposed)
                return;
            _started = true;
            _listener.Start();
        }
    }

    /// <summary>Stops listening for good. What is announced by others stays unheard; announcing still works.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            (_started, _disposed) = (true, true);
            _listener.Dispose();
        }
    }
}
