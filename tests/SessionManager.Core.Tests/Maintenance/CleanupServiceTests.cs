using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Maintenance;
using SessionManager.Management;
using SessionManager.Testing;

namespace SessionManager.Core.Tests.Maintenance;

[Trait("Req", "1.19")]
public class CleanupServiceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task It_runs_after_each_interval_give_or_take_a_tenth()
    {
        using var run = new Run();
        await run.Service.StartAsync(default);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 40; i++)
        {
            await run.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
            var asleep = run.Clock.GetUtcNow();
            var calls = run.Calls;
            // The clock may stand up to a step behind the moment at which the service fell asleep.
            run.Clock.Advance((Interval * 0.9) - (2 * Step));
            Assert.Equal(calls, run.Calls);
            var next = run.NextCall();
            while (!next.IsCompleted)
            {
                run.Clock.Advance(Step);
                if (run.Clock.GetUtcNow() - asleep > (Interval * 1.1) + (2 * Step))
                    break;
                if (run.Clock.ActiveTimers == 0)
                    await next.WaitAsync(Patience.Limit);
            }

            waits.Add(await next.WaitAsync(Patience.Limit) - asleep);
        }

        Assert.All(waits, wait => Assert.InRange(wait, (Interval * 0.9) - Step, (Interval * 1.1) + Step));
        Assert.True(waits.Max() - waits.Min() > Interval * 0.05, "The interval does not vary.");
        await run.Service.StopAsync(default);
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task It_survives_its_exceptions_and_says_so()
    {
        using var run = new Run();
        run.Fail = true;
        await run.Service.StartAsync(default);
        await run.CycleAsync();
        await run.CycleAsync();
        Assert.Equal(2, run.State.Failures);
        Assert.Null(run.State.LastSuccess);

        run.Fail = false;
        await run.CycleAsync();

        Assert.Equal(0, run.State.Failures);
        Assert.NotNull(run.State.LastSuccess);
        Assert.False(run.Service.ExecuteTask!.IsCompleted);
        await run.Service.StopAsync(default);
        Assert.True(run.Service.ExecuteTask.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task It_does_nothing_when_it_is_off()
    {
        using var run = new Run();
        run.Options.Cleanup.Enabled = false;

        await run.Service.StartAsync(default);
        await run.Service.ExecuteTask!.WaitAsync(Patience.Limit);
        run.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, run.Calls);
        await run.Service.StopAsync(default);
    }

    [Fact]
    public async Task A_run_under_way_is_cancelled_when_the_host_stops()
    {
        using var run = new Run();
        run.Hang = true;
        await run.Service.StartAsync(default);
        await run.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        var next = run.NextCall();
        run.Clock.Advance(Interval * 1.1);
        await next.WaitAsync(Patience.Limit);

        await run.Service.StopAsync(default).WaitAsync(Patience.Limit);

        Assert.True(run.Service.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Equal(0, run.State.Failures);
    }

    private sealed class Run : IDisposable
    {
        private TaskCompletionSource<DateTimeOffset> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public Run()
        {
            Options.Cleanup.Interval = Interval;
            var sessions = new Mock<ISessionManager>();
            sessions
                .Setup(s => s.CleanUpAsync(It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
                .Returns((TimeSpan? _, CancellationToken token) => CleanUpAsync(token));
            Service = new(sessions.Object, Options, State, Clock, NullLogger<SessionCleanupService>.Instance);
        }

        public ManualTimeProvider Clock { get; } = new();

        public SessionManagerOptions Options { get; } = new();

        public SessionCleanupState State { get; } = new();

        public SessionCleanupService Service { get; }

        public bool Fail { get; set; }

        public bool Hang { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        public Task<DateTimeOffset> NextCall() => Volatile.Read(ref _next).Task;

        public async Task CycleAsync()
        {
            await Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
            var next = NextCall();
            Clock.Advance(Interval * 1.1);
            await next.WaitAsync(Patience.Limit);
            await Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
        }

        public void Dispose() => Service.Dispose();

        private async ValueTask<SessionCleanupResult> CleanUpAsync(CancellationToken token)
        {
            Interlocked.Increment(ref _calls);
            Interlocked
                .Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously))
                .SetResult(Clock.GetUtcNow());
            if (Hang)
                await Task.Delay(Timeout.InfiniteTimeSpan, Clock, token);
            return Fail ? throw new InvalidOperationException("down") : new(0, 0);
        }
    }
}
