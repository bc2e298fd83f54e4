using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.AspNetCore;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.Jwt.Tests.Http;

/// <summary>The host's word on a user, with access and refresh tokens in both modes.</summary>
[Trait("Req", "1.22")]
[Trait("Sec", "20")]
public sealed class UserValidatorTests
{
    [Theory]
    [InlineData(JwtValidationMode.Store)]
    [InlineData(JwtValidationMode.SignatureOnly)]
    public async Task A_user_who_is_inactive_now_is_out_with_the_next_request(JwtValidationMode mode)
    {
        var users = new Directory();
        await using var host = await StartAsync(mode, users);
        var signedIn = await host.LogInAsync();
        var token = signedIn.GetProperty("token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await host.MeAsync(token));

        users.IsActive = false;
        using var refused = await host.SendAsync(HttpMethod.Get, "/me", ("Authorization", "Bearer " + token));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        var session = await host.Sessions.GetAsync(Id(signedIn));
        Assert.Equal(SessionEndReasons.SecurityEvent, session!.Termination?.Reason);
        users.IsActive = true;
        using var renewal = await host.RefreshAsync(signedIn.GetProperty("refresh_token").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, renewal.StatusCode);
    }

    /// <summary>Other services verify tokens by the published keys alone: who is out must get no more of them.</summary>
    [Theory]
    [InlineData(JwtValidationMode.Store)]
    [InlineData(JwtValidationMode.SignatureOnly)]
    [Trait("Req", "1.27")]
    public async Task A_user_who_is_inactive_gets_no_new_tokens(JwtValidationMode mode)
    {
        var users = new Directory();
        await using var host = await StartAsync(mode, users);
        var signedIn = await host.LogInAsync();

        users.IsActive = false;
        using var refused = await host.RefreshAsync(signedIn.GetProperty("refresh_token").GetString());

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain("token\":", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var session = await host.Sessions.GetAsync(Id(signedIn));
        Assert.Equal(SessionEndReasons.SecurityEvent, session!.Termination?.Reason);
    }

    /// <summary>An end that cannot be written is no reason to let in, and the next request writes it.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public async Task A_storage_that_is_down_does_not_change_the_answer()
    {
        var users = new Directory();
        await using var host = await StartAsync(JwtValidationMode.SignatureOnly, users);
        var signedIn = await host.LogInAsync();
        var token = signedIn.GetProperty("token").GetString()!;
        users.IsActive = false;
        using (host.Storage.Fail(StorageOperation.Terminate))
            Assert.Equal(HttpStatusCode.Unauthorized, await host.MeAsync(token));
        Assert.Null((await host.Sessions.GetAsync(Id(signedIn)))!.Termination);

        Assert.Equal(HttpStatusCode.Unauthorized, await host.MeAsync(token));

        Assert.NotNull((await host.Sessions.GetAsync(Id(signedIn)))!.Termination);
    }

    /// <summary>It is asked each time: a host's answer counts from the moment it changes.</summary>
    [Fact]
    public async Task Its_answers_are_not_remembered()
    {
        var users = new Directory();
        await using var host = await StartAsync(JwtValidationMode.SignatureOnly, users);
        var token = (await host.LogInAsync()).GetProperty("token").GetString()!;

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await host.MeAsync(token));

        Assert.Equal(3, users.Asked);
    }

    private static SessionId Id(System.Text.Json.JsonElement signedIn) =>
        SessionId.Parse(signedIn.GetProperty("session_id").GetString()!);

    private static Task<JwtHost> StartAsync(JwtValidationMode mode, Directory users) =>
        JwtHost.StartAsync(
            options => options.Mode = mode,
            builder => builder.Services.AddSingleton<ISessionUserValidator>(users)
        );

    private sealed class Directory : ISessionUserValidator
    {
        private int _asked;

        public bool IsActive { get; set; } = true;

        public int Asked => _asked;

        public ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return new(IsActive || context.Session.UserId != "alice");
        }
    }
}
