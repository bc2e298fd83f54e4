using Microsoft.Extensions.DependencyInjection;
using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Audit;

public class StrictAuditTests
{
    [Fact]
    [Trait("Sec", "35")]
    public async Task An_operation_fails_when_its_event_is_not_recorded()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("disk full");

        foreach (
            var act in new Func<Task>[]
            {
                async () => await host.Sessions.ExtendAsync(session.Id, TimeSpan.FromMinutes(1)),
                async () => await host.Sessions.RotateAsync(session.Id),
                async () => await host.Sessions.TerminateAsync(session.Id, "alice", "x"),
                async () => await host.Sessions.EraseUserAsync("alice", "root"),
                async () => await host.Sessions.CreateAsync(new("alice")),
            }
        )
        {
            var exception = await Assert.ThrowsAsync<SessionAuditException>(act);
            Assert.Contains(nameof(RecordingAudit), exception.Message, StringComparison.Ordinal);
            Assert.IsType<InvalidOperationException>(exception.InnerException);
        }

        Assert.Equal(5, host.Logs.Named("SessionAuditWriteFailed").Length);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task A_sign_in_that_could_not_be_recorded_leaves_no_live_session()
    {
        await using var host = SessionHost.Create();
        UserSession? made = null;
        host.Audit.OnWrite = async (events, _) =>
        {
            made = await host.StoredAsync(events[0].SessionId!.Value);
            throw new InvalidOperationException("disk full");
        };

        await Assert.ThrowsAsync<SessionAuditException>(async () => await host.Sessions.CreateAsync(new("alice")));

        Assert.True(made!.IsLiveAt(host.Now));
        var termination = (await host.StoredAsync(made.Id)).Termination;
        Assert.Equal(("system", "audit_failed"), (termination?.By, termination?.Reason));
        Assert.Equal(0, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    [Fact]
    [Trait("Sec", "35")]
    public async Task A_backend_that_times_out_by_itself_is_a_failure_too()
    {
        await using var host = SessionHost.Create();
        host.Audit.OnWrite = (_, _) => throw new TaskCanceledException("The request was canceled: HttpClient.Timeout");

        await Assert.ThrowsAsync<SessionAuditException>(async () => await host.Sessions.CreateAsync(new("alice")));

        Assert.Equal(0, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    [Fact]
    public async Task A_mode_can_be_chosen_for_one_kind()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.Audit.Mode = SessionAuditMode.Background;
            options.Audit.Modes[SessionAuditKind.Created] = SessionAuditMode.Strict;
        });
        var fail = true;
        host.Audit.OnWrite = (_, _) => fail ? throw new InvalidOperationException("down") : default;

        await Assert.ThrowsAsync<SessionAuditException>(async () => await host.Sessions.CreateAsync(new("alice")));
        await host.Sessions.EraseUserAsync("alice", "root");
        fail = false;
        await host.SignInAsync();
    }

    [Fact]
    public async Task Every_backend_must_record_a_strict_event()
    {
        var second = new RecordingAudit { OnWrite = (_, _) => throw new InvalidOperationException("down") };
        await using var host = SessionHost.Create(build: builder => builder.AddAudit(_ => second));

        await Assert.ThrowsAsync<SessionAuditException>(async () => await host.Sessions.CreateAsync(new("alice")));

        Assert.Equal(0, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    [Fact]
    public async Task A_refused_sign_in_that_could_not_be_recorded_fails_and_ends_nothing()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.DefaultPolicy.MaxSessions = 1;
            options.DefaultPolicy.WhenExceeded = SessionManager.Storage.SessionLimitAction.Reject;
        });
        var (_, token) = await host.SignInAsync();
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("down");

        await Assert.ThrowsAsync<SessionAuditException>(async () => await host.Sessions.CreateAsync(new("alice")));

        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
    }
}
