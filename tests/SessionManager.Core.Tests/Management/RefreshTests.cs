using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Management;

public class RefreshTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Req", "1.18")]
    public async Task A_refresh_gives_a_new_token_and_moves_activity_and_end()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        var result = await host.Sessions.RefreshAsync(token, new() { IpAddress = "192.0.2.9", UserAgent = "new" });

        Assert.True(result.Succeeded);
        Assert.NotEqual(token, result.Tokens.Token);
        Assert.Equal(token[..27], result.Tokens.Token[..27]);
        Assert.Equal(host.Now, result.Session.LastActivityAt);
        Assert.Equal(host.Now + TimeSpan.FromMinutes(30), result.Session.ExpiresAt);
        Assert.Equal(session.AbsoluteExpiresAt, result.Session.AbsoluteExpiresAt);
        Assert.Equal(result.Session, await host.StoredAsync(session.Id));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(result.Tokens.Token));
        var audited = Assert.Single(host.Audit.Of(SessionAuditKind.Refreshed));
        Assert.Equal(("alice", "192.0.2.9", "new"), (audited.Actor, audited.IpAddress, audited.UserAgent));
    }

    [Fact]
    [Trait("Sec", "30")]
    [Trait("Req", "D")]
    public async Task A_refresh_that_meets_an_end_leaves_no_token()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Storage.Before(
            StorageOperation.Replace,
            async ct => await host.Sessions.TerminateAsync(session.Id, "root", SessionEndReasons.AdminRevoked, ct)
        );

        var result = await host.Sessions.RefreshAsync(token);

        Assert.Equal(SessionOutcome.Ended, result.Outcome);
        Assert.Null(result.Tokens);
        Assert.Equal(SessionVerdictReason.Terminated, await host.JudgeAsync(token));
        Assert.Empty(host.Audit.Of(SessionAuditKind.Refreshed));
    }

    [Fact]
    [Trait("Sec", "15")]
    [Trait("Req", "D")]
    public async Task A_refresh_never_passes_the_absolute_end()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        for (var i = 0; i < 24; i++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(29));
            token = (await host.Sessions.RefreshAsync(token)).Tokens!.Token;
        }

        var stored = await host.StoredAsync(session.Id);
        Assert.Equal(session.AbsoluteExpiresAt, stored.ExpiresAt);
        host.Clock.SetUtcNow(session.AbsoluteExpiresAt);
        Assert.Equal(SessionOutcome.Ended, (await host.Sessions.RefreshAsync(token)).Outcome);
    }

    [Fact]
    [Trait("Req", "1.18")]
    [Trait("Req", "D")]
    public async Task A_refresh_applies_the_policy_of_now()
    {
        SessionManagerOptions? options = null;
        await using var host = SessionHost.Create(o =>
        {
            options = o;
            o.Roles["staff"] = new SessionPolicyOptions { AbsoluteLifetime = TimeSpan.FromHours(8) };
        });
        var (session, token) = await host.SignInAsync(change: r => r with { Roles = ["staff"] });
        options!.Roles["staff"].AbsoluteLifetime = TimeSpan.FromMinutes(20);
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var result = await host.Sessions.RefreshAsync(token);

        Assert.Equal(session.CreatedAt + TimeSpan.FromMinutes(20), result.Session!.AbsoluteExpiresAt);
        Assert.Equal(session.CreatedAt + TimeSpan.FromMinutes(20), result.Session.ExpiresAt);
    }

    [Fact]
    [Trait("Req", "1.18")]
    public async Task A_session_that_by_the_policy_of_now_is_over_gets_no_tokens_and_ends()
    {
        SessionManagerOptions? options = null;
        await using var host = SessionHost.Create(o =>
        {
            options = o;
            o.Roles["staff"] = new SessionPolicyOptions { AbsoluteLifetime = TimeSpan.FromHours(8) };
            o.Roles["brief"] = new SessionPolicyOptions { AbsoluteLifetime = TimeSpan.FromMinutes(2) };
        });
        var (refreshed, token) = await host.SignInAsync(change: r => r with { Roles = ["staff"] });
        var (changed, _) = await host.SignInAsync("bob");
        options!.Roles["staff"].AbsoluteLifetime = TimeSpan.FromMinutes(4);
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(SessionOutcome.Ended, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.Equal(
            SessionOutcome.Ended,
            (await host.Sessions.SetRolesAsync(changed.Id, ["brief"], null, "root")).Outcome
        );
        foreach (var id in new[] { refreshed.Id, changed.Id })
            Assert.Equal(SessionEndReasons.PolicyTightened, (await host.StoredAsync(id)).Termination!.Reason);
    }

    [Fact]
    public async Task In_fixed_mode_a_refresh_still_renews_within_the_absolute_end()
    {
        await using var host = SessionHost.Create(options => options.DefaultPolicy.Sliding = false);
        var (_, token) = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(20));

        var result = await host.Sessions.RefreshAsync(token);

        Assert.Equal(host.Now + TimeSpan.FromMinutes(30), result.Session!.ExpiresAt);
    }

    [Fact]
    public async Task A_refresh_that_others_always_beat_is_a_conflict()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();
        host.Storage.Before(
            StorageOperation.Replace,
            async _ =>
            {
                var record = await host.RecordAsync(session.Id);
                await host.Memory.ReplaceAsync(record, record.Version, host.Now, default);
            },
            times: int.MaxValue
        );

        Assert.Equal(SessionOutcome.Conflict, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.Equal(SessionOutcome.Conflict, (await host.Sessions.RotateAsync(session.Id)).Outcome);
        Assert.Equal(
            SessionOutcome.Conflict,
            (await host.Sessions.SetMetadataAsync(session.Id, SessionMetadata.Empty)).Outcome
        );
        Assert.Equal(300, host.Storage.Calls(StorageOperation.Replace));
    }
}
