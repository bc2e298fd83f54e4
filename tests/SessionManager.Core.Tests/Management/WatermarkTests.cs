using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

/// <summary>"Sign out everywhere" wins over a sign-in that began before it and arrives after it.</summary>
[Trait("Sec", "20")]
public class WatermarkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_sign_in_begun_before_the_end_of_all_is_superseded()
    {
        await using var host = SessionHost.Create();
        var began = host.Now;
        host.Clock.Advance(Second);
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
        host.Clock.Advance(Second);

        var late = await host.Sessions.CreateAsync(new("alice") { AuthenticatedAt = began });

        Assert.Equal(SessionOutcome.Superseded, late.Outcome);
        Assert.Null(late.Tokens);
        Assert.NotEmpty(late.Error!.Message);
        Assert.Equal(0, await host.CountAsync());
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Rejected));
        Assert.Equal("superseded", audited.Reason);
    }

    [Fact]
    public async Task A_sign_in_begun_after_it_is_good()
    {
        await using var host = SessionHost.Create();
        await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
        var began = host.Now;
        host.Clock.Advance(Second);

        Assert.True((await host.Sessions.CreateAsync(new("alice") { AuthenticatedAt = began })).Succeeded);
        Assert.True((await host.Sessions.CreateAsync(new("bob"))).Succeeded);
    }

    [Fact]
    public async Task A_time_ahead_of_now_is_cut_to_now_and_cannot_slip_past()
    {
        await using var host = SessionHost.Create();
        var now = host.Now;
        host.Storage.Before(
            StorageOperation.Insert,
            async token =>
            {
                host.Clock.Advance(Second);
                await host.Sessions.TerminateAllAsync(
                    "alice",
                    "alice",
                    SessionEndReasons.UserLogoutAll,
                    cancellationToken: token
                );
            }
        );

        var late = await host.Sessions.CreateAsync(new("alice") { AuthenticatedAt = now + TimeSpan.FromHours(1) });

        Assert.Equal(SessionOutcome.Superseded, late.Outcome);
        var (session, _) = await host.SignInAsync(change: r =>
            r with
            {
                AuthenticatedAt = host.Now + TimeSpan.FromDays(1),
            }
        );
        Assert.Equal(host.Now, session.AuthenticatedAt);
    }

    [Fact]
    public async Task A_time_before_now_is_kept()
    {
        await using var host = SessionHost.Create();
        var began = host.Now - TimeSpan.FromMinutes(3);

        var (session, _) = await host.SignInAsync(change: r => r with { AuthenticatedAt = began });

        Assert.Equal(began, session.AuthenticatedAt);
        Assert.Equal(host.Now, session.CreatedAt);
    }

    [Fact]
    public async Task A_security_event_supersedes_a_sign_in_under_way()
    {
        await using var host = SessionHost.Create();
        var began = host.Now;
        host.Clock.Advance(Second);
        await host.Sessions.ReportSecurityEventAsync(
            new(SessionSecurityEventKind.AccountDisabled, "alice", SessionTermination.System)
        );

        var late = await host.Sessions.CreateAsync(new("alice") { AuthenticatedAt = began });

        Assert.Equal(SessionOutcome.Superseded, late.Outcome);
    }
}
