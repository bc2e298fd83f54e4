using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Core.Tests.Management;

[Trait("Req", "1.20")]
public class CreateLimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(SessionLimitAction.EvictLeastRecentlyActive, 1)]
    [InlineData(SessionLimitAction.EvictOldest, 0)]
    public async Task At_the_maximum_one_session_makes_room(SessionLimitAction action, int victim)
    {
        await using var host = Limited(2, action);
        var sessions = await TwoWithTheFirstUsedLastAsync(host);

        var third = await host.Sessions.CreateAsync(new("alice"));

        Assert.True(third.Succeeded);
        var evicted = Assert.Single(third.Evicted);
        Assert.Equal(sessions[victim].Session.Id, evicted.Id);
        Assert.Equal(SessionEndReasons.MaxSessionsExceeded, evicted.Termination?.Reason);
        Assert.Equal(SessionTermination.System, evicted.Termination?.By);
        Assert.Equal(host.Now, evicted.Termination?.At);
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(sessions[victim].Token));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(sessions[1 - victim].Token));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(third.Tokens.Token));
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Terminated));
        Assert.Equal(evicted.Id, audited.SessionId);
        Assert.Equal(SessionEndReasons.MaxSessionsExceeded, audited.Reason);
        Assert.Equal(SessionTermination.System, audited.Actor);
    }

    [Fact]
    [Trait("Sec", "24")]
    public async Task A_limit_that_rejects_has_an_outcome_of_its_own_and_ends_nothing()
    {
        await using var host = Limited(2, SessionLimitAction.Reject);
        var sessions = await TwoWithTheFirstUsedLastAsync(host);

        var third = await host.Sessions.CreateAsync(new("alice"));

        Assert.Equal(SessionOutcome.LimitReached, third.Outcome);
        Assert.Null(third.Error?.Field);
        Assert.NotEmpty(third.Error!.Message);
        Assert.False(third.Succeeded);
        Assert.Null(third.Session);
        Assert.Null(third.Tokens);
        Assert.Empty(third.Evicted);
        Assert.Equal(2, await host.CountAsync());
        Assert.All(sessions, s => Assert.Equal(SessionVerdictReason.Valid, host.JudgeAsync(s.Token).Result));
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Rejected));
        Assert.Equal(("alice", "limit_reached"), (audited.UserId, audited.Reason));
        Assert.Empty(host.Audit.Of(SessionAuditKind.Terminated));
    }

    [Fact]
    [Trait("Sec", "24")]
    public async Task Sessions_that_are_over_hold_no_place_swept_or_not()
    {
        await using var host = Limited(1, SessionLimitAction.Reject);
        var (first, _) = await host.SignInAsync();
        await host.Sessions.TerminateAsync(first.Id, "alice", SessionEndReasons.UserLogout);
        await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(30));

        await host.SignInAsync();

        Assert.Equal(3, await host.CountAsync());
    }

    [Fact]
    public async Task A_limit_is_per_user()
    {
        await using var host = Limited(1, SessionLimitAction.Reject);

        await host.SignInAsync("alice");
        await host.SignInAsync("bob");

        Assert.Equal(SessionOutcome.LimitReached, (await host.Sessions.CreateAsync(new("bob"))).Outcome);
    }

    [Fact]
    [Trait("Req", "1.5")]
    public async Task A_role_has_a_limit_of_its_own()
    {
        await using var host = SessionHost.Create(options =>
            options.Roles["guest"] = new() { MaxSessions = 1, WhenExceeded = SessionLimitAction.Reject }
        );
        await host.SignInAsync(change: r => r with { Roles = ["guest"] });

        Assert.Equal(
            SessionOutcome.LimitReached,
            (await host.Sessions.CreateAsync(new("alice") { Roles = ["guest"] })).Outcome
        );
        Assert.Equal(SessionOutcome.Success, (await host.Sessions.CreateAsync(new("alice"))).Outcome);
    }

    [Fact]
    [Trait("Sec", "23")]
    public async Task Many_sign_ins_at_once_never_pass_the_maximum()
    {
        await using var host = Limited(3, SessionLimitAction.Reject);
        var start = Patience.Signal();

        var all = Enumerable
            .Range(0, 200)
            .Select(_ =>
                Task.Run(async () =>
                {
                    await start.Task;
                    return (await host.Sessions.CreateAsync(new("alice"))).Outcome;
                })
            )
            .ToArray();
        start.SetResult();
        var outcomes = await Task.WhenAll(all);

        Assert.Equal(3, outcomes.Count(outcome => outcome == SessionOutcome.Success));
        Assert.Equal(197, outcomes.Count(outcome => outcome == SessionOutcome.LimitReached));
        Assert.Equal(3, (await host.Sessions.GetStatisticsAsync()).Live);
    }

    private static SessionHost Limited(int maximum, SessionLimitAction action) =>
        SessionHost.Create(options =>
        {
            options.DefaultPolicy.MaxSessions = maximum;
            options.DefaultPolicy.WhenExceeded = action;
        });

    private static async Task<(UserSession Session, string Token)[]> TwoWithTheFirstUsedLastAsync(SessionHost host)
    {
        var first = await host.SignInAsync();
        host.Clock.Advance(Minute);
        var second = await host.SignInAsync();
        host.Clock.Advance(Minute);
        Assert.True(await host.Sessions.TouchAsync(first.Session.Id));
        host.Clock.Advance(Minute);
        return [first, second];
    }
}
