using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class EndingTests
{
    [Fact]
    [Trait("Req", "0.16")]
    [Trait("Sec", "19")]
    public async Task A_session_ends_once_and_its_first_end_stands()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        var at = host.Now;

        Assert.True(await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await host.Sessions.TerminateAsync(session.Id, "root", SessionEndReasons.AdminRevoked));
        Assert.Equal(0, await host.Sessions.TerminateAllAsync("alice", "root", SessionEndReasons.AdminRevoked));

        var termination = (await host.StoredAsync(session.Id)).Termination;
        Assert.Equal((at, "alice", "user_logout"), (termination!.At, termination.By, termination.Reason));
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
        Assert.Single(host.Audit.Of(SessionAuditKind.Terminated));
        Assert.False(await host.Sessions.TerminateAsync(SessionId.Create("alice"), "root", "x"));
    }

    [Fact]
    [Trait("Req", "1.15")]
    [Trait("Sec", "20")]
    [Trait("Req", "4.9")]
    public async Task All_sessions_of_a_user_end_but_one()
    {
        await using var host = SessionHost.Create();
        var tokens = new List<(UserSession Session, string Token)>();
        for (var i = 0; i < 4; i++)
            tokens.Add(await host.SignInAsync());
        var (_, bob) = await host.SignInAsync("bob");
        var calls = host.Storage.TotalCalls;

        var count = await host.Sessions.TerminateAllAsync(
            "alice",
            "alice",
            SessionEndReasons.UserLogoutAll,
            tokens[2].Session.Id
        );

        Assert.Equal(3, count);
        Assert.Equal(1, host.Storage.TotalCalls - calls);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(
                i == 2 ? SessionVerdictReason.Valid : SessionVerdictReason.Terminated,
                await host.JudgeAsync(tokens[i].Token)
            );
        }

        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(bob));
        var audited = host.Audit.Of(SessionAuditKind.Terminated);
        Assert.Equal(3, audited.Select(e => e.SessionId).Distinct().Count());
        Assert.All(audited, e => Assert.Equal(("alice", "user_logout_all"), (e.Actor, e.Reason)));
    }

    public static TheoryData<string, string, string> BadEndings =>
        new()
        {
            { "", "root", "x" },
            { "a\nb", "root", "x" },
            { new string('a', 257), "root", "x" },
            { "alice", "", "x" },
            { "alice", "ro\u202eot", "x" },
            { "alice", new string('r', 257), "x" },
            { "alice", "root", "" },
            { "alice", "root", "a\r\nb" },
            { "alice", "root", new string('x', 101) },
            { "alice", "root", "expired" },
        };

    [Theory]
    [MemberData(nameof(BadEndings))]
    public async Task An_end_out_of_bounds_is_refused_before_anything_is_done(string userId, string by, string reason)
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        var calls = host.Storage.TotalCalls;

        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await host.Sessions.TerminateAllAsync(userId, by, reason)
        );
        if (userId == "alice")
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
                await host.Sessions.TerminateAsync(session.Id, by, reason)
            );
        }

        Assert.Equal(calls, host.Storage.TotalCalls);
    }

    [Theory]
    [Trait("Req", "1.35")]
    [Trait("Sec", "20")]
    [InlineData(SessionSecurityEventKind.PasswordChanged, "credential_change", "password_changed")]
    [InlineData(SessionSecurityEventKind.PasswordReset, "credential_change", "password_reset")]
    [InlineData(SessionSecurityEventKind.RoleChanged, "security_event", "role_changed")]
    [InlineData(SessionSecurityEventKind.AccountDisabled, "security_event", "account_disabled")]
    [InlineData(SessionSecurityEventKind.SuspiciousActivity, "security_event", "suspicious_activity")]
    [InlineData(SessionSecurityEventKind.Manual, "security_event", "manual")]
    public async Task A_security_event_ends_sessions_and_is_recorded(
        SessionSecurityEventKind kind,
        string reason,
        string word
    )
    {
        await using var host = SessionHost.Create();
        var (current, currentToken) = await host.SignInAsync();
        var (_, otherToken) = await host.SignInAsync();

        var ended = await host.Sessions.ReportSecurityEventAsync(
            new(kind, "alice", "root")
            {
                Except = current.Id,
                IpAddress = "192.0.2.1",
                UserAgent = "curl",
            }
        );

        Assert.Equal(1, ended);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(currentToken));
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(otherToken));
        Assert.Equal((reason, "root"), Single(host, SessionAuditKind.Terminated));
        Assert.Equal((word, "root"), Single(host, SessionAuditKind.SecurityEvent));
        var audited = host.Audit.Of(SessionAuditKind.SecurityEvent)[0];
        Assert.Equal(("alice", "192.0.2.1", "curl"), (audited.UserId, audited.IpAddress, audited.UserAgent));
    }

    [Fact]
    [Trait("Sec", "37")]
    public async Task A_suspicion_can_be_recorded_without_locking_anybody_out()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();

        var ended = await host.Sessions.ReportSecurityEventAsync(
            new(SessionSecurityEventKind.SuspiciousActivity, "alice", "system") { EndSessions = false }
        );

        Assert.Equal(0, ended);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
        Assert.Equal(0, host.Storage.Calls(StorageOperation.TerminateAll));
        Assert.Single(host.Audit.Of(SessionAuditKind.SecurityEvent));
    }

    [Fact]
    public async Task A_security_event_whose_trail_fails_has_ended_the_sessions_all_the_same()
    {
        await using var host = SessionHost.Create();
        var (_, token) = await host.SignInAsync();
        host.Audit.OnWrite = (_, _) => throw new InvalidOperationException("down");

        await Assert.ThrowsAsync<SessionAuditException>(async () =>
            await host.Sessions.ReportSecurityEventAsync(new(SessionSecurityEventKind.AccountDisabled, "alice", "root"))
        );

        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
    }

    [Fact]
    public async Task Erasing_a_user_leaves_no_session()
    {
        await using var host = SessionHost.Create();
        var (live, token) = await host.SignInAsync();
        var (ended, _) = await host.SignInAsync();
        await host.Sessions.TerminateAsync(ended.Id, "alice", SessionEndReasons.UserLogout);
        var (_, bob) = await host.SignInAsync("bob");

        Assert.Equal(2, await host.Sessions.EraseUserAsync("alice", "dpo"));

        Assert.Null(await host.Sessions.GetAsync(live.Id));
        Assert.Null(await host.Sessions.GetAsync(ended.Id));
        Assert.Equal(SessionVerdictReason.Unknown, await host.JudgeAsync(token));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(bob));
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.UserErased));
        Assert.Equal(("alice", "dpo", null), (audited.UserId, audited.Actor, audited.SessionId));
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sessions.EraseUserAsync("", "dpo"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sessions.EraseUserAsync("alice", ""));
    }

    private static (string?, string) Single(SessionHost host, SessionAuditKind kind)
    {
        var entry = Assert.Single(host.Audit.Of(kind));
        return (entry.Reason, entry.Actor);
    }
}
