using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Management;

/// <summary>Who is an admin, and what that adds.</summary>
[Trait("Sec", "21")]
[Trait("Req", "0.20")]
public class CallerAdminTests
{
    [Fact]
    public async Task All_means_the_current_one_too_when_asked()
    {
        await using var host = SessionHost.Create();
        var (current, token) = await host.SignInAsync("alice");

        var result = await host.Sessions.For(SessionCaller.Of(current)).TerminateAllAsync(exceptCurrent: false);

        Assert.Equal(1, result.Value);
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
    }

    [Theory]
    [InlineData("anonymous", SessionOutcome.Denied)]
    [InlineData("empty", SessionOutcome.Denied)]
    [InlineData("user", SessionOutcome.Denied)]
    [InlineData("admin", SessionOutcome.Success)]
    public async Task Statistics_and_cleanup_are_for_admins(string who, SessionOutcome expected)
    {
        await using var host = SessionHost.Create();
        var caller = host.Sessions.For(Caller(who, null));

        Assert.Equal(expected, (await caller.GetStatisticsAsync()).Outcome);
        Assert.Equal(expected, (await caller.CleanUpAsync()).Outcome);
        if (expected == SessionOutcome.Denied)
            Assert.Equal(0, host.Storage.TotalCalls);
    }

    [Theory]
    [InlineData("alice", "user", "user_logout")]
    [InlineData("alice", "admin", "user_logout")]
    [InlineData("bob", "admin", "admin_revoked")]
    public async Task The_reason_of_an_end_follows_from_who_ends_whose(string whose, string who, string reason)
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync(whose);
        var caller = host.Sessions.For(Caller(who, null));

        Assert.True((await caller.TerminateAsync(session.Id)).Succeeded);
        Assert.Equal(SessionOutcome.Ended, (await caller.TerminateAsync(session.Id)).Outcome);
        Assert.Equal(SessionOutcome.Ended, (await caller.TouchAsync(session.Id)).Outcome);

        var termination = (await host.StoredAsync(session.Id)).Termination!;
        Assert.Equal(("alice", reason), (termination.By, termination.Reason));
        var (second, _) = await host.SignInAsync(whose);
        await caller.TerminateAllAsync(whose, reason: null);
        Assert.Equal(
            whose == "alice" ? "user_logout_all" : "admin_revoked",
            (await host.StoredAsync(second.Id)).Termination!.Reason
        );
        var (third, _) = await host.SignInAsync(whose);
        await caller.TerminateAsync(third.Id, "because");
        Assert.Equal("because", (await host.StoredAsync(third.Id)).Termination!.Reason);
    }

    [Fact]
    [Trait("Req", "0.20")]
    public async Task The_admin_roles_are_the_hosts_to_name()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.AdminRoles.Clear();
            options.AdminRoles.Add("root");
        });
        var (session, _) = await host.SignInAsync("bob");

        Assert.True((await host.Sessions.For(new("alice", null, ["x", "root"])).GetAsync(session.Id)).Succeeded);
        foreach (var role in new[] { "admin", "Root", "root ", "" })
        {
            Assert.Equal(
                SessionOutcome.Denied,
                (await host.Sessions.For(new("alice", null, [role])).GetAsync(session.Id)).Outcome
            );
        }
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task A_role_helps_nobody_who_is_nobody()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync("bob");
        var calls = host.Storage.TotalCalls;

        foreach (var userId in new[] { null, "" })
        {
            var nobody = host.Sessions.For(new(userId, session.Id, ["admin"]));
            Assert.Equal(SessionOutcome.Denied, (await nobody.GetAsync(session.Id)).Outcome);
            Assert.Equal(SessionOutcome.Denied, (await nobody.QueryAsync(new())).Outcome);
            Assert.Equal(SessionOutcome.Denied, (await nobody.TerminateAllAsync("bob")).Outcome);
            Assert.Equal(SessionOutcome.Denied, (await nobody.GetStatisticsAsync()).Outcome);
            Assert.Equal(SessionOutcome.Denied, (await nobody.CleanUpAsync()).Outcome);
        }

        Assert.Equal(calls, host.Storage.TotalCalls);
        Assert.True(SessionCaller.Anonymous.IsAnonymous);
    }

    [Fact]
    public async Task A_caller_is_made_of_a_validated_session()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync(change: r => r with { Roles = ["admin"] });

        var caller = SessionCaller.Of(session);

        Assert.Equal(("alice", session.Id), (caller.UserId, caller.CurrentSession));
        Assert.Same(caller, host.Sessions.For(caller).Caller);
        Assert.True((await host.Sessions.For(caller).GetStatisticsAsync()).Succeeded);
    }

    private static SessionCaller Caller(string who, SessionId? current) =>
        who switch
        {
            "anonymous" => SessionCaller.Anonymous,
            "empty" => new("", current, ["admin"]),
            "user" => new("alice", current, ["guest"]),
            _ => new("alice", current, ["guest", "admin"]),
        };
}
