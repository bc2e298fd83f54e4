namespace SessionManager.Maintenance;

/// <summary>Does some work a while after it was asked for: once, however often it is asked for meanwhile.</summary>
internal sealed class FlushTimer(TimeProvider time, Func<Task> flush) : IAsyncDisposable
{
    private ITimer? _timer;
    private int _requested;
    private volatile bool _isDisposed;

    /// <summary>Asks for it. A request that is open already keeps its time.</summary>
    public void Request(TimeSpan delay)
    {
        if (!_isDisposed && Interlocked.CompareExchange(ref _requested, 1, 0) == 0)
            Schedule(delay);
    }

    /// <summary>To be called when the work begins: what is asked for from then on is another run's.</summary>
    public void Begin() => Volatile.Write(ref _requested, 0);

    /// <summary>Nothing begins after this, whoever still asks.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return Interlocked.Exchange(ref _timer, null)?.DisposeAsync() ?? default;
    }

    private void Schedule(TimeSpan delay)
    {
        var timer = Volatile.Read(ref _timer);
        if (timer is null)
        {
            timer = DetachedWork.Start(() =>
                time.CreateTimer(
                    static state => _ = ((FlushTimer)state!).RunAsync(),
                    this,
                    Timeout.InfiniteTimeSpan,
                    Timeout.InfiniteTimeSpan
                )
            );
            if (Interlocked.CompareExchange(ref _timer, timer, null) is { } first)
            {
                timer.Dispose();
                timer = first;
            }
        }

        timer.Change(delay, Timeout.InfiniteTimeSpan);
        // Disposed in between: a timer that was made after that is known to nobody else.
        if (_isDisposed)
            Interlocked.Exchange(ref _timer, null)?.Dispose();
    }

    private Task RunAsync() => _isDisposed ? Task.CompletedTask : flush();
}
