using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SessionManager.Redis.ChangeFeed;

/// <summary>
/// Listens to the channel, and sees that it does: a node is connected while what it announces to itself comes back.
/// </summary>
/// <remarks>
/// The client's own ping would not do. In a cluster it may go to another node than the one that was asked for the
/// channel, and it does not show that the server delivers in time.
/// </remarks>
internal sealed partial class RedisChannelListener : IDisposable
{
    private readonly IConnectionMultiplexer _multiplexer;
    private readonly ISubscriber _subscriber;
    private readonly RedisChannel _channel;
    private readonly RedisChangeFeedOptions _options;
    private readonly ChangeFeedState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private volatile Heartbeat? _heartbeat;
    private volatile EndPoint? _endPoint;
    private bool _saidUnreachable;
    private volatile bool _saidUnreadable;

    public RedisChannelListener(
        IConnectionMultiplexer multiplexer,
        RedisChannel channel,
        RedisChangeFeedOptions options,
        ChangeFeedState state,
        TimeProvider time,
        ILogger logger
    )
    {
        _multiplexer = multiplexer;
        _subscriber = multiplexer.GetSubscriber();
        _channel = channel;
        _options = options;
        _state = state;
        _time = time;
        _logger = logger;
        _stop = _stopping.Token;
    }

    public void Start()
    {
        _multiplexer.ConnectionFailed += OnConnectionFailed;
        _ = Task.Run(RunAsync);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _multiplexer.ConnectionFailed -= OnConnectionFailed;
        _state.Lose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await CheckAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (!_stop.IsCancellationRequested)
                    Failed(exception);
            }

            await Task.Delay(_options.HeartbeatInterval, _time, _stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Unsubscribe();
    }

    private async Task CheckAsync()
    {
        if (_state.IsConnected)
        {
            await BeatAsync().ConfigureAwait(false);
            // The client moves a subscription to another server by itself, and misses what is announced meanwhile.
            if (!Equals(_subscriber.SubscribedEndpoint(_channel), _endPoint) && _state.Lose())
                LogMoved();
        }

        if (!_state.IsConnected)
            await ConnectAsync().ConfigureAwait(false);
    }

    private async Task ConnectAsync()
    {
        var losses = _state.Losses;
        // In this order: who stops us counts as a loss after that.
        _stop.ThrowIfCancellationRequested();
        // A client that takes itself for subscribed would send nothing.
        Unsubscribe();
        await Bounded(_subscriber.SubscribeAsync(_channel, OnMessage)).ConfigureAwait(false);
        _endPoint = _subscriber.SubscribedEndpoint(_channel);
        await BeatAsync().ConfigureAwait(false);
        // Before: whoever sees that we are connected may send something at once, which is complained about once.
        _saidUnreadable = false;
        if (!_state.TryConnect(losses))
            return;
        _saidUnreachable = false;
        LogConnected(_channel.ToString());
    }

    private async Task BeatAsync()
    {
        var heartbeat = new Heartbeat();
        _heartbeat = heartbeat;
        await Bounded(SendAsync()).ConfigureAwait(false);

        async Task SendAsync()
        {
            await _subscriber.PublishAsync(_channel, heartbeat.Text).ConfigureAwait(false);
            await heartbeat.Heard.ConfigureAwait(false);
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue value)
    {
        var message = (string?)value ?? "";
        if (ChangeFeedText.IsHeartbeat(message))
        {
            _heartbeat?.Hear(message);
        }
        else if (!ChangeFeedText.Read(message, _state.Changed) && !_saidUnreadable)
        {
            _saidUnreadable = true;
            LogUnreadable(_channel.ToString());
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure)
    {
        // Of whichever kind: newer clients use one connection for commands and messages.
        if (_endPoint is { } endPoint && !endPoint.Equals(failure.EndPoint))
            return;
        if (_state.Lose())
            LogLost(failure.Exception is { } exception ? RedisFailure.Explain(exception) : "Redis hung up.");
    }

    private void Failed(Exception exception)
    {
        if (_state.Lose())
        {
            LogLost(RedisFailure.Explain(exception));
        }
        else if (!_saidUnreachable)
        {
            _saidUnreachable = true;
            LogUnreachable(RedisFailure.Explain(exception));
        }
    }

    private void Unsubscribe()
    {
        try
        {
            Forget(_subscriber.UnsubscribeAsync(_channel, OnMessage));
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            // Nobody is there to be told.
        }
    }

    private async Task Bounded(Task task)
    {
        Forget(task);
        await task.WaitAsync(_options.HeartbeatTimeout, _time, _stop).ConfigureAwait(false);
    }

    // What fails after nobody waits for it any more is no news.
    private static void Forget(Task task) =>
        _ = task.ContinueWith(
            static t => _ = t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );

    private sealed class Heartbeat
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text { get; } = ChangeFeedText.NewHeartbeat();

        public Task Heard => _heard.Task;

        public void Hear(string text)
        {
            if (string.Equals(text, Text, StringComparison.Ordinal))
                _heard.TrySetResult();
        }
    }
}
