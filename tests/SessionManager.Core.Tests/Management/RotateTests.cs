using SessionManager.Audit;
using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Management;

/// <summary>A new secret at re-authentication and privilege change, and the old one is dead.</summary>
[Trait("Sec", "6")]
public class RotateTests
{
    [Fact]
    public async Task A_rotation_kills_the_old_secret_at_once()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();

        var result = await host.Sessions.RotateAsync(session.Id);

        Assert.True(result.Succeeded);
        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(token));
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RefreshAsync(token)).Outcome);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(result.Tokens.Token));
        Assert.Null((await host.RecordAsync(session.Id)).Replaced);
        Assert.Equal(session.AuthenticatedAt, result.Session.AuthenticatedAt);
        Assert.Equal("alice", Assert.Single(host.Audit.Of(SessionAuditKind.Rotated)).Actor);
    }

    [Fact]
    public async Task A_rotation_kills_a_secret_in_its_grace()
    {
        await using var host = SessionHost.Create();
        var (session, first) = await host.SignInAsync();
        var second = (await host.Sessions.RefreshAsync(first)).Tokens!.Token;

        await host.Sessions.RotateAsync(session.Id);

        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(first));
        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(second));
        Assert.Null((await host.StoredAsync(session.Id)).Termination);
    }

    [Fact]
    public async Task Re_authentication_sets_when_and_how()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        List<string> methods = ["pwd", "otp"];

        var result = await host.Sessions.RotateAsync(session.Id, methods);
        methods.Clear();

        Assert.Equal(host.Now, result.Session!.AuthenticatedAt);
        Assert.Equal(["pwd", "otp"], (await host.StoredAsync(session.Id)).AuthenticationMethods);
        Assert.Equal(session.ExpiresAt, result.Session.ExpiresAt);
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task A_change_of_roles_kills_the_old_secret()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync(change: r =>
            r with
            {
                Roles = ["guest"],
                Permissions = ["read"],
            }
        );

        var result = await host.Sessions.SetRolesAsync(session.Id, ["admin"], null, "root");

        Assert.True(result.Succeeded);
        Assert.Equal(SessionVerdictReason.Rejected, await host.JudgeAsync(token));
        var verdict = await host.Sessions.ValidateAsync(result.Tokens.Token);
        Assert.Equal(["admin"], verdict.Session!.Roles);
        Assert.Equal(["read"], verdict.Session.Permissions);
        Assert.Equal("root", Assert.Single(host.Audit.Of(SessionAuditKind.RolesChanged)).Actor);
        var again = await host.Sessions.SetRolesAsync(session.Id, [], ["write"], "root");
        Assert.Empty(again.Session!.Roles);
        Assert.Equal(["write"], again.Session.Permissions);
    }

    [Fact]
    public async Task A_change_of_roles_brings_the_end_nearer_and_never_moves_it_later()
    {
        await using var host = SessionHost.Create(options =>
        {
            options.Roles["brief"] = new SessionPolicyOptions { AbsoluteLifetime = TimeSpan.FromMinutes(15) };
            options.Roles["long"] = new SessionPolicyOptions { AbsoluteLifetime = TimeSpan.FromDays(9) };
        });
        var (session, _) = await host.SignInAsync();

        var longer = await host.Sessions.SetRolesAsync(session.Id, ["long"], null, "root");
        Assert.Equal(session.AbsoluteExpiresAt, longer.Session!.AbsoluteExpiresAt);
        Assert.Equal(session.ExpiresAt, longer.Session.ExpiresAt);

        var nearer = await host.Sessions.SetRolesAsync(session.Id, ["brief"], null, "root");
        Assert.Equal(session.CreatedAt + TimeSpan.FromMinutes(15), nearer.Session!.AbsoluteExpiresAt);
        Assert.Equal(session.CreatedAt + TimeSpan.FromMinutes(15), nearer.Session.ExpiresAt);
    }

    [Fact]
    [Trait("Sec", "16")]
    public async Task A_change_of_roles_applies_the_stricter_idle_timeout()
    {
        await using var host = SessionHost.Create(options =>
            options.Roles["brief"] = new SessionPolicyOptions { IdleTimeout = TimeSpan.FromMinutes(6) }
        );
        var (session, _) = await host.SignInAsync();

        var result = await host.Sessions.SetRolesAsync(session.Id, ["brief"], null, "root");

        Assert.Equal(host.Now + TimeSpan.FromMinutes(6), result.Session!.ExpiresAt);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Sessions.TouchAsync(session.Id);
        Assert.Equal(host.Now + TimeSpan.FromMinutes(6), (await host.StoredAsync(session.Id)).ExpiresAt);
    }

    [Fact]
    public async Task Unknown_and_ended_sessions_get_no_tokens()
    {
        await using var host = SessionHost.Create();
        var (session, _) = await host.SignInAsync();
        await host.Sessions.TerminateAsync(session.Id, "alice", SessionEndReasons.UserLogout);
        var unknown = SessionId.Create("alice");

        Assert.Equal(SessionOutcome.Ended, (await host.Sessions.RotateAsync(session.Id)).Outcome);
        Assert.Equal(SessionOutcome.NotFound, (await host.Sessions.RotateAsync(unknown)).Outcome);
        Assert.Equal(
            SessionOutcome.Ended,
            (await host.Sessions.SetRolesAsync(session.Id, ["admin"], null, "root")).Outcome
        );
        Assert.Equal(
            SessionOutcome.NotFound,
            (await host.Sessions.SetRolesAsync(unknown, ["admin"], null, "root")).Outcome
        );
        Assert.Empty((await host.StoredAsync(session.Id)).Roles);
    }

    [Fact]
    public async Task Input_out_of_bounds_is_refused_by_name()
    {
        await using var host = SessionHost.Create();
        var (session, token) = await host.SignInAsync();

        var roles = await host.Sessions.SetRolesAsync(session.Id, ["a\nb"], null, "root");
        var permissions = await host.Sessions.SetRolesAsync(session.Id, [], [""], "root");
        var methods = await host.Sessions.RotateAsync(session.Id, [new string('m', 33)]);

        Assert.Equal((SessionOutcome.Invalid, "Roles"), (roles.Outcome, roles.Error?.Field));
        Assert.Equal((SessionOutcome.Invalid, "Permissions"), (permissions.Outcome, permissions.Error?.Field));
        Assert.Equal((SessionOutcome.Invalid, "AuthenticationMethods"), (methods.Outcome, methods.Error?.Field));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await host.Sessions.SetRolesAsync(session.Id, [], null, "")
        );
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(token));
    }
}
