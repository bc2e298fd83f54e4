using SessionManager.Audit;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tests.Conformance;

public abstract partial class JwtManagerConformance
{
    /// <summary>All tokens of a user die, the one of the session that asks included, which goes on under new ones.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Req", "3.24")]
    [Trait("Sec", "6")]
    public async Task All_tokens_are_made_worthless(bool everyone)
    {
        var (asking, other) = (await SignInAsync(Sessions), await SignInAsync(Sessions));
        var bob = await Sessions.CreateAsync(new SessionCreateRequest("bob"));
        Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await Sessions.RotateAllAsync(
            new SessionTokenRotation("alice")
            {
                UserId = everyone ? null : "alice",
                Current = asking.Session!.Id,
                IpAddress = "192.0.2.9",
                UserAgent = "Ops/1.0",
            }
        );

        Assert.Equal(everyone ? 2 : 1, result.Ended);
        foreach (var dead in everyone ? [asking, other, bob] : new[] { asking, other })
        {
            Assert.False((await Sessions.ValidateAsync(dead.Tokens!.Token)).IsValid);
            Assert.False((await Sessions.RefreshAsync(dead.Tokens.RefreshToken!)).Succeeded);
        }

        Assert.Equal(!everyone, (await Sessions.ValidateAsync(bob.Tokens!.Token)).IsValid);
        Assert.True(result.Current!.Succeeded);
        Assert.Equal(asking.Session.Id, (await Sessions.ValidateAsync(result.Current.Tokens.Token)).Session?.Id);
        Assert.Equal(
            SessionEndReasons.TokenRotation,
            (await Sessions.GetAsync(other.Session!.Id))?.Termination?.Reason
        );
        var told = Assert.Single(await Audit.WaitForAsync(SessionAuditKind.SecurityEvent, 1));
        Assert.Equal(
            (everyone ? null : "alice", "alice", SessionEndReasons.TokenRotation, "192.0.2.9", "Ops/1.0"),
            (told.UserId, told.Actor, told.Reason, told.IpAddress, told.UserAgent)
        );
        // Whoever signs in after it is welcome.
        Assert.True((await Sessions.ValidateAsync((await SignInAsync(Sessions)).Tokens!.Token)).IsValid);
    }

    /// <summary>The session of another user does not go on because it is named.</summary>
    [Fact]
    [Trait("Sec", "21")]
    public async Task Another_users_session_is_not_rotated_along()
    {
        var alice = await SignInAsync(Sessions);
        var bob = await Sessions.CreateAsync(new SessionCreateRequest("bob"));

        var result = await Sessions.RotateAllAsync(
            new SessionTokenRotation("bob") { UserId = "alice", Current = bob.Session!.Id }
        );

        Assert.Equal((1, null), (result.Ended, result.Current));
        Assert.False((await Sessions.ValidateAsync(alice.Tokens!.Token)).IsValid);
        Assert.True((await Sessions.ValidateAsync(bob.Tokens!.Token)).IsValid);
    }

    /// <summary>Users rotate their own, admins anybody's and everyone's.</summary>
    [Fact]
    [Trait("Req", "3.25")]
    [Trait("Sec", "21")]
    public async Task Rotation_is_for_oneself_or_for_admins()
    {
        var alice = await SignInAsync(Sessions);
        var bob = await Sessions.CreateAsync(new SessionCreateRequest("bob"));
        var asAlice = Sessions.For(SessionCaller.Of(alice.Session!));
        var asAdmin = Sessions.For(new SessionCaller("root", CurrentSession: null, ["admin"]));

        Assert.Equal(SessionOutcome.Denied, (await asAlice.RotateAllAsync("bob")).Outcome);
        Assert.Equal(SessionOutcome.Denied, (await asAlice.RotateAllAsync(everyone: true)).Outcome);
        Assert.True((await Sessions.ValidateAsync(bob.Tokens!.Token)).IsValid);
        var own = await asAlice.RotateAllAsync();
        Assert.True(own.Value?.Current?.Succeeded);
        Assert.False((await Sessions.ValidateAsync(alice.Tokens!.Token)).IsValid);
        Assert.Equal(1, (await asAdmin.RotateAllAsync("bob")).Value?.Ended);
        Assert.Equal(1, (await asAdmin.RotateAllAsync(everyone: true)).Value?.Ended);
        Assert.Equal(0, (await Sessions.GetStatisticsAsync()).Live);
    }

    /// <summary>Sessions of many users, and all go.</summary>
    [Fact]
    public async Task Many_users_are_rotated_at_once()
    {
        for (var user = 0; user < 30; user++)
            Assert.True((await Sessions.CreateAsync(new SessionCreateRequest($"user-{user}"))).Succeeded);

        var result = await Sessions.RotateAllAsync(new SessionTokenRotation(SessionTermination.System));

        Assert.Equal((30, null), (result.Ended, result.Current));
        Assert.Equal(0, (await Sessions.GetStatisticsAsync()).Live);
    }
}
