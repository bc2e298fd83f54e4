namespace SessionManager.Testing;

/// <summary>
/// A clock that moves only when a test says so. Timers fire inside <see cref="Advance"/>, on the calling thread, in the
/// order of their due times and of equals in the order in which they were set; while a callback runs, the clock shows
/// the time that the timer was due.
/// </summary>
/// <remarks>Thread-safe. Calls of <see cref="Advance"/> from several threads follow one another.</remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _advancing = new();
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Starts at 2040-01-01 12:00 UTC.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2040, 1, 1, 12, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Starts at a moment.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _start = _now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are set and have not fired for the last time.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return (_now - _start).Ticks;
    }

    /// <summary>Moves the clock on and fires what is due by then. Zero fires what is due at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative: time does not run backwards.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
            MoveTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock on to a moment and fires what is due by then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is past.</exception>
    public void SetUtcNow(DateTimeOffset moment)
    {
        lock (_advancing)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(moment, GetUtcNow());
            MoveTo(moment.ToUniversalTime());
        }
    }

    /// <summary>
    /// Waits until so many timers are set: so a test knows that what it is about to wake is asleep.
    /// </summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_timers.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Makes a timer that fires in <see cref="Advance"/>; one that is due at once fires in the next.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            timer.Due = _now + dueTime;
            timer.Period = period;
            timer.Order = _order++;
            _timers.Add(timer);
            foreach (var (_, reached) in _waiters.Where(waiter => waiter.Count <= _timers.Count))
                reached.TrySetResult();
            _waiters.RemoveAll(waiter => waiter.Count <= _timers.Count);
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    private void MoveTo(DateTimeOffset moment)
    {
        while (TakeDue(moment) is { } timer)
            timer.Fire();
    }

    /// <summary>The next timer that is due, with the clock put to its time; null, with the clock at the end, when none is.</summary>
    private ManualTimer? TakeDue(DateTimeOffset moment)
    {
        lock (_gate)
        {
            var next = _timers.MinBy(static timer => (timer.Due, timer.Order));
            var stop = next is not null && next.Due <= moment ? next.Due : moment;
            if (stop > _now)
                _now = stop;
            if (next is null || next.Due > moment)
                return null;
            if (next.Period > TimeSpan.Zero)
                (next.Due, next.Order) = (next.Due + next.Period, _order++);
            else
                _timers.Remove(next);
            return next;
        }
    }
}
