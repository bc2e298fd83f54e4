using SessionManager.Maintenance;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Maintenance;

/// <summary>Work that is asked for often and done once.</summary>
public sealed class FlushTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();
    private int _runs;

    [Fact]
    public async Task However_often_it_is_asked_for_it_is_done_once_and_at_the_time_of_the_first()
    {
        await using var timer = Timer(_clock);
        timer.Request(2 * Second);
        timer.Request(Second);
        timer.Request(5 * Second);

        _clock.Advance(Second);
        Assert.Equal(0, _runs);
        _clock.Advance(60 * Second);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task What_is_asked_for_once_it_has_begun_is_another_run()
    {
        await using var timer = Timer(_clock);
        timer.Request(Second);
        timer.Begin();
        timer.Request(2 * Second);

        _clock.Advance(60 * Second);
        timer.Begin();
        timer.Request(Second);
        _clock.Advance(60 * Second);

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task After_the_end_nothing_is_begun_or_left_behind()
    {
        var timer = Timer(_clock);
        timer.Request(Second);
        await timer.DisposeAsync();
        timer.Begin();
        timer.Request(Second);

        Assert.Equal(0, _clock.ActiveTimers);
        _clock.Advance(60 * Second);
        Assert.Equal(0, _runs);
    }

    /// <summary>Whoever asks just as the host stops: the timer that is being made then must not outlive it.</summary>
    [Fact]
    public async Task An_end_while_it_is_asked_for_leaves_nothing_behind()
    {
        var clock = new HookedClock(_clock);
        var timer = Timer(clock);
        clock.Made = () => timer.DisposeAsync().AsTask();
        timer.Request(Second);
        await clock.Done;

        Assert.Equal(0, _clock.ActiveTimers);
        _clock.Advance(60 * Second);
        Assert.Equal(0, _runs);
    }

    /// <summary>A clock may fire a timer once more that is being disposed.</summary>
    [Fact]
    public async Task A_timer_that_fires_late_does_nothing()
    {
        var clock = new HookedClock(_clock);
        var timer = Timer(clock);
        timer.Request(Second);
        await timer.DisposeAsync();

        clock.FireLate();

        Assert.Equal(0, _runs);
    }

    private FlushTimer Timer(TimeProvider clock) =>
        new(
            clock,
            () =>
            {
                _runs++;
                return Task.CompletedTask;
            }
        );

    private sealed class HookedClock(ManualTimeProvider inner) : TimeProvider
    {
        private Action? _fire;

        /// <summary>Runs when a timer has been made and before whoever asked for it has it.</summary>
        public Func<Task>? Made { get; set; }

        /// <summary>What it did then.</summary>
        public Task Done { get; private set; } = Task.CompletedTask;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            var timer = inner.CreateTimer(callback, state, dueTime, period);
            Done = Made?.Invoke() ?? Task.CompletedTask;
            return timer;
        }

        public void FireLate() => _fire!();
    }
}
