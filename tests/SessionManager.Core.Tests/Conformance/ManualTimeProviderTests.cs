using SessionManager.Testing;

namespace SessionManager.Core.Tests.Conformance;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    private ITimer Timer(List<string> fired, string name, double due, double period = -0.001) =>
        _clock.CreateTimer(
            _ => fired.Add($"{name}@{_clock.GetTimestamp() / TimeSpan.TicksPerSecond}"),
            null,
            TimeSpan.FromSeconds(due),
            TimeSpan.FromSeconds(period)
        );

    [Fact]
    public void The_clock_stands_until_it_is_moved()
    {
        var start = _clock.GetUtcNow();
        var stamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(start.AddSeconds(90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _clock.GetElapsedTime(stamp));
        _clock.SetUtcNow(start.AddHours(1));
        Assert.Equal(start.AddHours(1), _clock.GetUtcNow());
    }

    [Fact]
    public void Time_does_not_run_backwards()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.SetUtcNow(_clock.GetUtcNow().AddTicks(-1)));
    }

    [Fact]
    public void A_moment_with_an_offset_is_brought_to_utc()
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2040, 1, 1, 14, 0, 0, TimeSpan.FromHours(2)));

        Assert.Equal(TimeSpan.Zero, clock.GetUtcNow().Offset);
        Assert.Equal(12, clock.GetUtcNow().Hour);
        clock.SetUtcNow(new DateTimeOffset(2040, 1, 1, 15, 0, 0, TimeSpan.FromHours(2)));
        Assert.Equal(TimeSpan.Zero, clock.GetUtcNow().Offset);
        Assert.Equal(13, clock.GetUtcNow().Hour);
    }

    [Fact]
    public void Timers_fire_in_order_at_their_times()
    {
        var fired = new List<string>();
        Timer(fired, "late", 5);
        Timer(fired, "first", 3);
        Timer(fired, "second", 3);
        Timer(fired, "again", 2, 2);

        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Empty(fired);
        _clock.Advance(TimeSpan.FromSeconds(3.1));

        Assert.Equal(["again@2", "first@3", "second@3", "again@4", "late@5"], fired);
        Assert.Equal(1, _clock.ActiveTimers);
    }

    [Fact]
    public void A_timer_that_is_due_at_once_fires_in_the_next_advance()
    {
        var fired = new List<string>();
        Timer(fired, "now", 0);
        Assert.Empty(fired);

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(["now@0"], fired);
    }

    [Fact]
    public void A_timer_set_by_a_callback_fires_in_the_same_advance()
    {
        var fired = new List<string>();
        using var first = _clock.CreateTimer(
            _ => Timer(fired, "then", 2),
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan
        );

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["then@3"], fired);
    }

    [Fact]
    public void A_changed_or_disposed_timer_does_not_fire()
    {
        var fired = new List<string>();
        var moved = Timer(fired, "moved", 1);
        var gone = Timer(fired, "gone", 1);
        var stopped = Timer(fired, "stopped", 1);

        Assert.True(moved.Change(TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan));
        Assert.True(stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        gone.Dispose();
        Assert.False(gone.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(fired);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["moved@4"], fired);
    }

    [Fact]
    public async Task Delays_and_timeouts_follow_the_clock()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _clock);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(5), _clock);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(delay.IsCompleted);
        Assert.False(cancellation.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        await delay;
        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task A_test_can_wait_for_a_timer()
    {
        var waiting = _clock.WaitForTimersAsync(2);
        var delays = new List<Task> { Task.Delay(TimeSpan.FromSeconds(1), _clock) };
        Assert.False(waiting.IsCompleted);

        delays.Add(Task.Delay(TimeSpan.FromSeconds(1), _clock));

        await waiting;
        Assert.True(_clock.WaitForTimersAsync(1).IsCompletedSuccessfully);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(delays);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void Advances_of_several_threads_add_up()
    {
        var start = _clock.GetUtcNow();
        var count = 0;
        using var timer = _clock.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        Parallel.For(0, 100, _ => _clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(start.AddSeconds(100), _clock.GetUtcNow());
        Assert.Equal(100, count);
    }
}
