using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class CleanUpTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    [Trait("Req", "0.17")]
    [Trait("Req", "4.18")]
    public async Task Due_sessions_are_marked_and_kept_for_the_retention()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Clock.Advance(Day);
        var (live, _) = await host.SignInAsync();

        Assert.Equal(new SessionCleanupResult(1, 0), await host.Sessions.CleanUpAsync());

        var termination = (await host.StoredAsync(session.Id)).Termination;
        Assert.Equal((session.ExpiresAt, "system", "expired"), (termination!.At, termination.By, termination.Reason));
        Assert.Equal(SessionStatus.Expired, (await host.StoredAsync(session.Id)).StatusAt(host.Now));
        Assert.Null((await host.StoredAsync(live.Id)).Termination);
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Expired));
        Assert.Equal((session.Id, "system", session.ExpiresAt), (audited.SessionId, audited.Actor, audited.At));
        Assert.Equal(new SessionCleanupResult(0, 0), await host.Sessions.CleanUpAsync());
        host.Clock.SetUtcNow(session.ExpiresAt + (30 * Day));
        Assert.Equal(new SessionCleanupResult(1, 0), await host.Sessions.CleanUpAsync());
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new SessionCleanupResult(0, 1), await host.Sessions.CleanUpAsync());
        Assert.Null(await host.Sessions.GetAsync(session.Id));
        Assert.NotNull(await host.Sessions.GetAsync(live.Id));
    }

    [Theory]
    [Trait("Req", "4.7")]
    [InlineData(SessionCleanupMode.Mark, 0)]
    [InlineData(SessionCleanupMode.MarkThenPurge, 1)]
    [InlineData(SessionCleanupMode.Delete, 2)]
    public async Task The_mode_says_what_is_deleted(SessionCleanupMode mode, int purged)
    {
        await using var host = SessionHost.Create(options =>
        {
            options.Cleanup.Mode = mode;
            options.Cleanup.Retention = 10 * Day;
        });
        await host.SignInAsync();
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
        host.Clock.Advance(9 * Day);
        await host.SignInAsync();
        host.Clock.Advance(2 * Day);
        var (live, _) = await host.SignInAsync();

        Assert.Equal(new SessionCleanupResult(1, purged), await host.Sessions.CleanUpAsync());

        Assert.Equal(3 - purged, await host.CountAsync());
        Assert.NotNull(await host.Sessions.GetAsync(live.Id));
    }

    [Fact]
    [Trait("Req", "4.13")]
    public async Task A_run_tells_how_far_it_is_and_the_next_goes_on_where_it_was_stopped()
    {
        await using var host = SessionHost.Create(options => options.Cleanup.BatchSize = 2);
        for (var i = 0; i < 5; i++)
            await host.SignInAsync($"user{i}");
        host.Clock.Advance(Day);
        using var stop = new CancellationTokenSource();
        var told = new Told(stop, after: new(5, 2));

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            await host.Sessions.CleanUpAsync(TimeSpan.Zero, told, stop.Token)
        );

        SessionCleanupResult[] expected = [new(2, 0), new(4, 0), new(5, 0), new(5, 2)];
        Assert.Equal(expected, told.Counts);
        Assert.Equal(new SessionCleanupResult(0, 3), await host.Sessions.CleanUpAsync(TimeSpan.Zero, told));
    }

    private sealed class Told(CancellationTokenSource stop, SessionCleanupResult after)
        : IProgress<SessionCleanupResult>
    {
        public List<SessionCleanupResult> Counts { get; } = [];

        public void Report(SessionCleanupResult value)
        {
            Counts.Add(value);
            if (value == after)
                stop.Cancel();
        }
    }

    [Fact]
    [Trait("Req", "4.7")]
    public async Task A_retention_can_be_given_for_one_run()
    {
        await using var host = SessionHost.Create(options => options.Cleanup.Mode = SessionCleanupMode.Mark);
        await host.SignInAsync();
        host.Clock.Advance(Day);

        Assert.Equal(new SessionCleanupResult(1, 0), await host.Sessions.CleanUpAsync(2 * Day));
        Assert.Equal(new SessionCleanupResult(0, 1), await host.Sessions.CleanUpAsync(TimeSpan.FromHours(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await host.Sessions.CleanUpAsync(TimeSpan.FromTicks(-1))
        );
    }

    [Fact]
    public async Task A_retention_without_end_deletes_nothing()
    {
        await using var host = SessionHost.Create();
        await host.SignInAsync();
        host.Clock.Advance(Day);

        Assert.Equal(new SessionCleanupResult(1, 0), await host.Sessions.CleanUpAsync(TimeSpan.MaxValue));
    }

    [Theory]
    [Trait("Req", "1.19")]
    [InlineData(25, 3)]
    [InlineData(20, 3)]
    [InlineData(0, 1)]
    public async Task Work_goes_in_batches(int sessions, int calls)
    {
        await using var host = SessionHost.Create(options =>
        {
            options.Cleanup.BatchSize = 10;
            options.Cleanup.Mode = SessionCleanupMode.Delete;
        });
        for (var i = 0; i < sessions; i++)
            await host.SignInAsync($"user{i}");
        host.Clock.Advance(Day);

        Assert.Equal(new SessionCleanupResult(sessions, sessions), await host.Sessions.CleanUpAsync());

        Assert.Equal(calls, host.Storage.Calls(StorageOperation.ExpireDue));
        Assert.Equal(calls, host.Storage.Calls(StorageOperation.Purge));
        Assert.Equal(sessions, host.Audit.Of(SessionAuditKind.Expired).Length);
    }

    [Fact]
    [Trait("Sec", "31")]
    public async Task Two_cleaners_at_once_do_nothing_twice()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.Cleanup.BatchSize = 7;
            options.Cleanup.Mode = SessionCleanupMode.Delete;
        });
        for (var i = 0; i < 300; i++)
            await host.SignInAsync($"user{i % 50}");
        host.Clock.Advance(Day);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await host.Sessions.CleanUpAsync()))
        );

        Assert.Equal(300, results.Sum(result => result.Expired));
        Assert.Equal(300, results.Sum(result => result.Purged));
        Assert.Equal(300, host.Audit.Of(SessionAuditKind.Expired).Select(e => e.SessionId).Distinct().Count());
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    public async Task A_session_used_at_its_last_moment_is_not_swept()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.SetUtcNow(session.ExpiresAt - TimeSpan.FromSeconds(1));
        await host.Sessions.TouchAsync(session.Id);
        host.Clock.SetUtcNow(session.ExpiresAt);

        Assert.Equal(new SessionCleanupResult(0, 0), await host.Sessions.CleanUpAsync());
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
    }
}
