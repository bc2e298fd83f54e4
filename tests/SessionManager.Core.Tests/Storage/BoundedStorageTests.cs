using SessionManager.Core.Tests.Fixtures;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage;

[Trait("Sec", "36")]
public class BoundedStorageTests
{
    [Fact]
    public async Task An_answer_at_once_goes_through_without_a_timer_or_an_allocation()
    {
        var clock = new ManualTimeProvider();
        using var metrics = new SessionMetrics(null);
        var storage = new BoundedSessionStorage(new MemorySessionStorage(), TimeSpan.FromSeconds(1), clock, metrics);
        var id = SessionId.Create("alice");

        long Find()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
                _ = storage.FindAsync(id, default).Result;
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Find();
        Assert.Equal(0, Find());
        Assert.Equal(0, clock.ActiveTimers);
        Assert.Equal(0, await storage.TouchAsync([], default));
        Assert.Equal(0, clock.ActiveTimers);
    }

    [Fact]
    public async Task A_storage_that_throws_before_it_returns_a_task_fails_in_the_same_way()
    {
        using var metrics = new SessionMetrics(null);
        var storage = new BoundedSessionStorage(
            new UnreadableStorage(),
            TimeSpan.FromSeconds(1),
            new ManualTimeProvider(),
            metrics
        );

        await Assert.ThrowsAsync<SessionRecordUnreadableException>(async () =>
            await storage.FindAsync(SessionId.Create("a"), default)
        );
        var exception = await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await storage.TouchAsync([], default)
        );
        Assert.IsType<NotSupportedException>(exception.InnerException);
        Assert.Contains("touch", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>What nobody waits for does not go on holding a connection of the storage.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reading_that_takes_too_long_is_told_to_stop(bool callerLeaves)
    {
        var clock = new ManualTimeProvider();
        using var metrics = new SessionMetrics(null);
        using var caller = new CancellationTokenSource();
        var inner = new FaultInjectingSessionStorage(new MemorySessionStorage());
        var storage = new BoundedSessionStorage(inner, TimeSpan.FromSeconds(1), clock, metrics);
        // The first shows that this storage takes its time.
        var held = inner.Hold(StorageOperation.Find, times: 1);
        var first = storage.FindAsync(SessionId.Create("a"), default).AsTask();
        held.Release();
        await first;
        var stopped = new TaskCompletionSource();
        inner.Before(
            StorageOperation.Find,
            async token =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    stopped.SetResult();
                }
            }
        );
        var find = storage.FindAsync(SessionId.Create("a"), caller.Token).AsTask();

        if (callerLeaves)
            await caller.CancelAsync();
        else
            clock.Advance(TimeSpan.FromSeconds(1));

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        if (callerLeaves)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => find);
        else
            await Assert.ThrowsAsync<SessionStorageException>(() => find);
    }

    [Fact]
    public async Task A_cancellation_of_the_storages_own_is_a_failure()
    {
        await using var host = SessionHost.Create();
        host.Storage.Fail(exception: new TaskCanceledException("own timeout"));
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await host.Sessions.GetAsync(SessionId.Create("a"), caller.Token)
        );
        await Assert.ThrowsAsync<SessionStorageException>(async () =>
            await host.Sessions.CreateAsync(new("alice"), caller.Token)
        );
    }
}
