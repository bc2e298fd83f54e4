using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;

namespace SessionManager.Core.Tests.Audit;

public class BackgroundAuditTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_operation_does_not_wait_for_the_backend()
    {
        await using var host = Background();
        var held = Patience.Signal();
        host.Audit.OnWrite = async (_, _) => await held.Task;

        for (var i = 0; i < 20; i++)
            await host.SignInAsync($"user{i}").WaitAsync(Patience.Limit);

        Assert.Empty(host.Audit.Events);
        held.SetResult();
        await host.Audit.WaitForAsync(20);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task A_failed_batch_is_tried_until_it_is_written_in_order()
    {
        await using var host = Background(options => options.BatchSize = 4);
        var failures = 6;
        host.Audit.OnWrite = (_, _) =>
            Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("down") : default;
        for (var i = 0; i < 10; i++)
            await host.SignInAsync($"user{i}");
        // 0.2, 0.4, 0.8, 1.6, 3.2 and 6.4 seconds: doubled each time.
        foreach (var delay in new[] { 0.2, 0.4, 0.8, 1.6, 3.2, 6.4 })
        {
            await host.Clock.WaitForTimersAsync(1).WaitAsync(Patience.Limit);
            Assert.NotEmpty(host.Runtime.Audit.Failing);
            var writes = host.Audit.Writes;
            host.Clock.Advance(TimeSpan.FromSeconds(delay) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(writes, host.Audit.Writes);
            host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await host.Audit.WaitForAsync(10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"user{i}"), host.Audit.Events.Select(e => e.UserId));
        Assert.Equal(6, host.Logs.Named("SessionAuditWriteFailed").Length);
        Assert.Empty(host.Runtime.Audit.Failing);
    }

    [Fact]
    public async Task A_full_queue_makes_operations_wait_and_then_fail()
    {
        await using var host = Background(options =>
        {
            options.QueueCapacity = 2;
            options.BatchSize = 1;
        });
        var held = Patience.Signal();
        var reached = Patience.Signal();
        host.Audit.OnWrite = async (_, _) =>
        {
            reached.TrySetResult();
            await held.Task;
        };
        await host.SignInAsync("user0");
        await reached.Task.WaitAsync(Patience.Limit);
        await host.SignInAsync("user1");
        await host.SignInAsync("user2");

        var waiting = host.Sessions.CreateAsync(new("user3")).AsTask();
        var failing = host.Sessions.TerminateAllAsync("user1", "root", "x").AsTask();
        Assert.False(waiting.IsCompleted || failing.IsCompleted);
        host.Clock.Advance((5 * Second) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted || failing.IsCompleted);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var exception = await Assert.ThrowsAsync<SessionAuditException>(() => failing.WaitAsync(Patience.Limit));
        Assert.Contains("EnqueueTimeout", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SessionAuditException>(() => waiting.WaitAsync(Patience.Limit));
        Assert.Equal(2, (await host.Sessions.GetStatisticsAsync()).Live);
        held.SetResult();
    }

    /// <summary>However many events an operation has, and what it could not leave is gone with it.</summary>
    [Fact]
    public async Task An_operation_waits_once_and_leaves_nothing_behind()
    {
        await using var host = Background(options =>
        {
            options.QueueCapacity = 10;
            options.BatchSize = 1;
        });
        for (var i = 0; i < 8; i++)
            await host.SignInAsync("user");
        await host.Audit.WaitForAsync(8);
        var held = Patience.Signal();
        var reached = Patience.Signal();
        host.Audit.OnWrite = async (_, _) =>
        {
            reached.TrySetResult();
            await held.Task;
        };
        await host.SignInAsync("first");
        await reached.Task.WaitAsync(Patience.Limit);
        for (var i = 0; i < 8; i++)
            await host.SignInAsync($"other{i}");

        var ending = host.Sessions.TerminateAllAsync("user", "root", "x").AsTask();
        host.Clock.Advance(5 * Second);
        await Assert.ThrowsAsync<SessionAuditException>(() => ending.WaitAsync(Patience.Limit));

        // One in hand, ten in the queue: eight of others and two of those.
        held.SetResult();
        await host.Audit.WaitForAsync(8 + 1 + 8 + 2);
        await host.SignInAsync("last");
        await host.Audit.WaitForAsync(8 + 1 + 8 + 2 + 1);
        Assert.Equal(8 + 1 + 8 + 2 + 1, host.Audit.Events.Length);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task A_trail_that_is_behind_keeps_no_use_from_being_written()
    {
        await using var host = Background(options =>
        {
            options.QueueCapacity = 1;
            options.BatchSize = 1;
        });
        var held = Patience.Signal();
        var (session, token) = await host.SignInAsync("user0");
        await host.Audit.WaitForAsync(1);
        host.Audit.OnWrite = async (_, _) => await held.Task;
        await host.SignInAsync("user1");
        await host.SignInAsync("user2");

        host.Clock.Advance(61 * Second);
        await host.JudgeAsync(token);
        host.Clock.Advance(Second);
        var first = (await host.StoredAsync(session.Id)).LastActivityAt;
        Assert.True(first > session.CreatedAt);

        // The events of that flush still wait for room.
        var next = host.Runtime.Activity.WriteAsync(await host.StoredAsync(session.Id), host.Now).AsTask();
        Assert.Equal(host.Now, (await host.StoredAsync(session.Id)).LastActivityAt);
        Assert.False(next.IsCompleted);
        held.SetResult();
        await next.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_full_queue_lets_an_operation_go_on_when_there_is_room()
    {
        await using var host = Background(options =>
        {
            options.QueueCapacity = 1;
            options.BatchSize = 1;
        });
        var held = Patience.Signal();
        var reached = Patience.Signal();
        host.Audit.OnWrite = async (_, _) =>
        {
            reached.TrySetResult();
            await held.Task;
        };
        await host.SignInAsync("user0");
        await reached.Task.WaitAsync(Patience.Limit);
        await host.SignInAsync("user1");
        var waiting = host.SignInAsync("user2");
        Assert.False(waiting.IsCompleted);

        held.SetResult();

        await waiting.WaitAsync(Patience.Limit);
        await host.Audit.WaitForAsync(3);
    }

    [Fact]
    [Trait("Req", "3.12")]
    public async Task A_slow_backend_does_not_hold_up_another()
    {
        var slow = new RecordingAudit();
        var held = Patience.Signal();
        slow.OnWrite = async (_, _) => await held.Task;
        await using var host = Background(build: builder => builder.AddAudit(_ => slow));

        for (var i = 0; i < 300; i++)
            await host.SignInAsync($"user{i}");

        await host.Audit.WaitForAsync(300);
        Assert.Empty(slow.Events);
        held.SetResult();
        await slow.WaitForAsync(300);
        Assert.Equal(host.Audit.Events.Select(e => e.SessionId), slow.Events.Select(e => e.SessionId));
    }

    [Fact]
    public async Task The_writer_does_not_run_in_the_first_callers_context()
    {
        await using var host = Background();
        var ambient = new AsyncLocal<string?>();
        var seen = new List<string?>();
        host.Audit.OnWrite = (_, _) =>
        {
            seen.Add(ambient.Value);
            return default;
        };
        ambient.Value = "first request";

        await host.SignInAsync();
        await host.Audit.WaitForAsync(1);

        Assert.Equal([null], seen);
    }

    private static SessionHost Background(
        Action<SessionAuditOptions>? configure = null,
        Action<ISessionManagerBuilder>? build = null
    ) =>
        SessionHost.Create(
            options =>
            {
                options.Audit.Mode = SessionAuditMode.Background;
                configure?.Invoke(options.Audit);
            },
            build
        );
}
