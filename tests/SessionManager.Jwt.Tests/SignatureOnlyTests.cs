using Microsoft.Extensions.DependencyInjection;
using SessionManager.Jwt.Keys;
using SessionManager.Jwt.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests;

/// <summary>The mode without the storage: what it spares, and what it does not see. As documented.</summary>
public sealed class SignatureOnlyTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly FaultInjectingSessionStorage _storage = new(new MemorySessionStorage());
    private readonly ServiceProvider _host;

    public SignatureOnlyTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services
            .AddSessionManager()
            .UseStorage(_ => _storage)
            .UseJwtBackend(static options =>
            {
                (options.Issuer, options.Audience) = (JwtParts.Issuer, JwtParts.Audience);
                options.Keys.Add(TestKeys.Of(JwtAlgorithm.HS256));
                options.Mode = JwtValidationMode.SignatureOnly;
                options.ClockSkew = TimeSpan.Zero;
            });
        _host = services.BuildServiceProvider();
    }

    private ISessionManager Sessions => _host.GetRequiredService<ISessionManager>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_tells_the_session_without_asking_the_storage()
    {
        var created = await SignInAsync();
        using var down = _storage.Fail();
        var calls = _storage.TotalCalls;

        for (var i = 0; i < 3; i++)
        {
            var verdict = await Sessions.ValidateAsync(created.Tokens!.Token);
            Assert.True(verdict.IsValid);
            var session = verdict.Session;
            Assert.Equal((created.Session!.Id, "alice", "Alice A."), (session.Id, session.UserId, session.UserName));
            Assert.Equal(["admin", "dev"], session.Roles);
            Assert.Equal(["write"], session.Permissions);
            Assert.Equal(["pwd"], session.AuthenticationMethods);
            Assert.Equal(created.Session.AuthenticatedAt, session.AuthenticatedAt);
            Assert.Equal(created.Tokens.TokenExpiresAt, session.ExpiresAt);
        }

        Assert.Equal(calls, _storage.TotalCalls);
    }

    /// <summary>The stated limit: an end is seen when the token runs out, and not later; and no refresh succeeds after it.</summary>
    [Fact]
    public async Task An_end_is_seen_when_the_token_runs_out()
    {
        var created = await SignInAsync();
        Assert.True(await Sessions.TerminateAsync(created.Session!.Id, "alice", "user_logout"));

        Assert.True((await Sessions.ValidateAsync(created.Tokens!.Token)).IsValid);
        Assert.False((await Sessions.RefreshAsync(created.Tokens.RefreshToken!)).Succeeded);
        _clock.SetUtcNow(created.Tokens.TokenExpiresAt!.Value.AddTicks(-1));
        Assert.True((await Sessions.ValidateAsync(created.Tokens.Token)).IsValid);
        _clock.SetUtcNow(created.Tokens.TokenExpiresAt.Value);
        Assert.Equal(SessionVerdictReason.Expired, (await Sessions.ValidateAsync(created.Tokens.Token)).Reason);
    }

    /// <summary>A token does not outlive the session as it stands when it is issued: nobody would see that end.</summary>
    [Fact]
    [Trait("Sec", "15")]
    public async Task A_token_ends_with_its_session()
    {
        var created = await SignInAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(created.Session!.ExpiresAt, created.Tokens!.TokenExpiresAt);
        _clock.Advance(TimeSpan.FromMinutes(4));
        var refreshed = await Sessions.RefreshAsync(created.Tokens.RefreshToken!);
        Assert.Equal(refreshed.Session!.ExpiresAt, refreshed.Tokens!.TokenExpiresAt);
    }

    private async Task<SessionCreateResult> SignInAsync(TimeSpan? timeout = null) =>
        await Sessions.CreateAsync(
            new SessionCreateRequest("alice")
            {
                UserName = "Alice A.",
                Roles = ["admin", "dev"],
                Permissions = ["write"],
                AuthenticationMethods = ["pwd"],
                Timeout = timeout,
            }
        );
}
