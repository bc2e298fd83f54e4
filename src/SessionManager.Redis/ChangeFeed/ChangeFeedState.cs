using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SessionManager.Storage.Caching;

namespace SessionManager.Redis.ChangeFeed;

/// <summary>Whether the feed is connected, and who is told: in the order that <see cref="ISessionChangeFeed"/> promises.</summary>
internal sealed partial class ChangeFeedState(ILogger logger, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _observers = [];
    private long _losses;
    private volatile bool _connected;
    private DateTimeOffset? _lostAt = time.GetUtcNow();

    public bool IsConnected => _connected;

    /// <summary>Since when it is not connected; null while it is.</summary>
    public DateTimeOffset? LostAt
    {
        get
        {
            lock (_gate)
                return _lostAt;
        }
    }

    /// <summary>Grows with each loss: to be read before what <see cref="TryConnect"/> then confirms.</summary>
    public long Losses
    {
        get
        {
            lock (_gate)
                return _losses;
        }
    }

    public IDisposable Add(ISessionChangeObserver observer)
    {
        var subscription = new Subscription(this, observer);
        lock (_gate)
            _observers = _observers.Add(subscription);
        return subscription;
    }

    public void Changed(SessionChange change)
    {
        foreach (var subscription in Observers())
        {
            try
            {
                subscription.Observer.OnChanged(change);
            }
            catch (Exception exception)
            {
                LogObserverFailed(exception);
            }
        }
    }

    /// <summary>Connected, unless the connection was lost again since <paramref name="losses"/> was read.</summary>
    public bool TryConnect(long losses)
    {
        // Before, so that nobody keeps what was announced while we were away and trusts it as of now.
        Interrupted();
        lock (_gate)
        {
            _connected = losses == _losses;
            if (_connected)
                _lostAt = null;
            return _connected;
        }
    }

    /// <summary>Not connected any more; whether it was.</summary>
    public bool Lose()
    {
        lock (_gate)
        {
            _losses++;
            if (!_connected)
                return false;
            _connected = false;
            _lostAt = time.GetUtcNow();
        }

        Interrupted();
        return true;
    }

    private void Interrupted()
    {
        foreach (var subscription in Observers())
        {
            try
            {
                subscription.Observer.OnInterrupted();
            }
            catch (Exception exception)
            {
                LogObserverFailed(exception);
            }
        }
    }

    private ImmutableArray<Subscription> Observers()
    {
        lock (_gate)
            return _observers;
    }

    [LoggerMessage(
        EventId = 4105,
        EventName = "SessionChangeObserverFailed",
        Level = LogLevel.Error,
        Message = "An observer of session changes threw. The others are told nevertheless."
    )]
    private partial void LogObserverFailed(Exception exception);

    private sealed class Subscription(ChangeFeedState state, ISessionChangeObserver observer) : IDisposable
    {
        public ISessionChangeObserver Observer => observer;

        public void Dispose()
        {
            lock (state._gate)
                state._observers = state._observers.Remove(this);
        }
    }
}
