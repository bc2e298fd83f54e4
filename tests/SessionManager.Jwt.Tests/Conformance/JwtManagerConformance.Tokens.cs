using Microsoft.Extensions.DependencyInjection;
using SessionManager.Backends;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tests.Conformance;

public abstract partial class JwtManagerConformance
{
    /// <summary>No forged token lets anybody in or is refreshed, and none reaches the storage.</summary>
    [Fact]
    [Trait("Sec", "25")]
    [Trait("Sec", "26")]
    [Trait("Req", "1.22")]
    public async Task Forged_tokens_are_refused()
    {
        var sessions = Open(options =>
        {
            foreach (var key in ForgedTokens.Ring(Now))
                options.Keys.Add(key);
        });
        var created = await SignInAsync(sessions);
        var genuine = created.Tokens!.Token;
        // What is forged below is forged right: changed back, it is good.
        Assert.True((await sessions.ValidateAsync(ForgedTokens.Signed(genuine))).IsValid);
        var calls = Storage.TotalCalls;
        var tried = 0;

        foreach (var (name, token) in ForgedTokens.Of(genuine, Now))
        {
            var verdict = await sessions.ValidateAsync(token);
            Assert.False(verdict.IsValid, name);
            Assert.False((await sessions.RefreshAsync(token)).Succeeded, name);
            tried++;
        }

        Assert.True(tried > 250, $"Only {tried} were tried.");
        Assert.Equal(calls, Storage.TotalCalls);
        Assert.True((await sessions.ValidateAsync(genuine)).IsValid);
    }

    /// <summary>What a header says of keys elsewhere is not looked at: it neither helps nor harms a token.</summary>
    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    [Trait("Sec", "25")]
    public async Task Keys_elsewhere_are_ignored(string name)
    {
        var sessions = Open(options => options.Keys.Add(ForgedTokens.Ring(Now)[0]));
        var created = await SignInAsync(sessions);

        var token = ForgedTokens.Signed(
            created.Tokens!.Token,
            // Would answer nobody: a reader that asked would hang or fail.
            header => header[name] = "http://192.0.2.1/keys"
        );

        Assert.True((await sessions.ValidateAsync(token)).IsValid);
    }

    /// <summary>Of access, refresh and session token each does for its own use and for no other.</summary>
    [Fact]
    [Trait("Sec", "26")]
    public async Task Token_kinds_are_not_interchangeable()
    {
        var jwt = Open(options => options.Keys.Add(Secret()));
        var opaque = OpenWith(static builder => builder.UseOpaqueBackend());
        var signed = (await SignInAsync(jwt)).Tokens!;
        var session = (await SignInAsync(opaque)).Tokens!.Token;
        Func<string, Task<bool>>[] uses =
        [
            async token => (await jwt.ValidateAsync(token)).IsValid,
            async token => (await jwt.RefreshAsync(token)).Succeeded,
            async token => (await opaque.ValidateAsync(token)).IsValid,
        ];
        string[] tokens = [signed.Token, signed.RefreshToken!, session];

        for (var use = 0; use < uses.Length; use++)
        {
            for (var kind = 0; kind < tokens.Length; kind++)
                Assert.True(await uses[use](tokens[kind]) == (use == kind), $"Kind {kind} presented for use {use}.");
        }

        Assert.False((await opaque.RefreshAsync(signed.Token)).Succeeded);
        Assert.False((await opaque.RefreshAsync(signed.RefreshToken!)).Succeeded);
        var dressed = new SessionToken(
            (await jwt.ValidateAsync(signed.Token)).Session!.Id,
            SessionSecret.TryParse(signed.RefreshToken!.Split('.')[1], out var secret) ? secret : default
        ).Reveal();
        Assert.False((await opaque.ValidateAsync(dressed)).IsValid);
        Assert.False((await jwt.ValidateAsync(dressed)).IsValid);
    }

    /// <summary>
    /// A new key signs from its activation on; the old one's tokens are good until it retires, and not a moment longer.
    /// </summary>
    [Fact]
    [Trait("Sec", "27")]
    public async Task Keys_rotate_with_overlap()
    {
        var (change, retire) = (Now.AddHours(1), Now.AddHours(2));
        var sessions = Open(
            options =>
            {
                options.AccessTokenLifetime = TimeSpan.FromHours(5);
                options.Keys.Add(TestKeys.Of(JwtAlgorithm.ES256, "old", retiresAt: retire));
                options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256, "new", activatesAt: change));
            },
            static manager => manager.DefaultPolicy.IdleTimeout = TimeSpan.FromHours(10)
        );
        var old = (await SignInAsync(sessions)).Tokens!;
        Assert.Equal("old", KeyIdOf(old));

        Clock.SetUtcNow(change);
        var renewed = (await SignInAsync(sessions)).Tokens!;
        Assert.Equal("new", KeyIdOf(renewed));
        Assert.True((await sessions.ValidateAsync(old.Token)).IsValid);

        Clock.SetUtcNow(retire.AddTicks(-10));
        Assert.True((await sessions.ValidateAsync(old.Token)).IsValid);
        Clock.SetUtcNow(retire);
        Assert.Equal(SessionVerdictReason.Malformed, (await sessions.ValidateAsync(old.Token)).Reason);
        Assert.True((await sessions.ValidateAsync(renewed.Token)).IsValid);
        // The refresh token is no signed one: its holder goes on with a new access token.
        var refreshed = await sessions.RefreshAsync(old.RefreshToken!);
        Assert.True(refreshed.Succeeded);
        Assert.Equal("new", KeyIdOf(refreshed.Tokens));
    }

    /// <summary>A token that is remembered as well signed dies with its session all the same.</summary>
    [Theory]
    [InlineData("terminate")]
    [InlineData("all")]
    [InlineData("rotate")]
    [InlineData("roles")]
    [InlineData("erase")]
    [Trait("Sec", "18")]
    [Trait("Sec", "6")]
    public async Task A_remembered_token_is_refused_at_once(string end)
    {
        var sessions = Open(options => options.Keys.Add(Secret()));
        var created = await SignInAsync(sessions);
        var (id, token) = (created.Session!.Id, created.Tokens!.Token);
        for (var i = 0; i < 3; i++)
            Assert.True((await sessions.ValidateAsync(token)).IsValid);

        _ = end switch
        {
            "terminate" => await sessions.TerminateAsync(id, "alice", "user_logout"),
            "all" => await sessions.TerminateAllAsync("alice", "alice", "user_logout_all") == 1,
            "rotate" => (await sessions.RotateAsync(id)).Succeeded,
            "roles" => (await sessions.SetRolesAsync(id, ["guest"], null, "admin-1")).Succeeded,
            _ => await sessions.EraseUserAsync("alice", "admin-1") == 1,
        };

        Assert.False((await sessions.ValidateAsync(token)).IsValid);
    }

    private static string? KeyIdOf(SessionTokens tokens) =>
        new System.IdentityModel.Tokens.Jwt.JwtSecurityToken(tokens.Token).Header.Kid;
}
