using System.Net;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests;

public sealed class RevocationTests
{
    [Fact]
    [Trait("Sec", "18")]
    public async Task The_next_request_after_a_revoke_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var (session, token) = await host.OpenAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
        Assert.True(await host.Sessions.TerminateAsync(session.Id, "admin", SessionEndReasons.AdminRevoked));
        foreach (var path in new[] { "/me", "/authorized" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync(path, Credentials.Cookie(token))).Status);
        Assert.Equal("nobody", (await host.GetAsync("/optional", Credentials.Cookie(token))).Body);
        Assert.Equal("nobody", (await host.GetAsync("/user", Credentials.Cookie(token))).Body);
    }

    [Theory]
    [InlineData(SessionSecurityEventKind.PasswordChanged, true)]
    [InlineData(SessionSecurityEventKind.AccountDisabled, false)]
    [InlineData(SessionSecurityEventKind.RoleChanged, false)]
    [Trait("Sec", "20")]
    [Trait("Req", "1.35")]
    public async Task A_security_event_ends_sessions_by_the_next_request(
        SessionSecurityEventKind kind,
        bool keepsCurrent
    )
    {
        await using var host = await TestHost.StartAsync();
        var (current, currentToken) = await host.OpenAsync();
        var (_, otherToken) = await host.OpenAsync();
        var (_, bystander) = await host.OpenAsync("bob");
        await host.Sessions.ReportSecurityEventAsync(
            new(kind, "alice", "alice") { Except = keepsCurrent ? current.Id : null }
        );
        Assert.Equal(
            keepsCurrent ? HttpStatusCode.OK : HttpStatusCode.Unauthorized,
            (await host.GetAsync("/me", Credentials.Cookie(currentToken))).Status
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(otherToken))).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", Credentials.Cookie(bystander))).Status);
    }

    [Fact]
    [Trait("Sec", "6")]
    public async Task A_role_change_kills_the_old_secret_and_shows_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var (session, old) = await host.OpenAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync("/admin", Credentials.Cookie(old))).Status);
        var changed = await host.Sessions.SetRolesAsync(session.Id, ["admin"], permissions: null, by: "root");
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/admin", Credentials.Cookie(old))).Status);
        var answer = await host.GetAsync("/admin", Credentials.Cookie(changed.Tokens!.Token));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    [Trait("Req", "D")]
    public async Task A_role_is_never_taken_from_the_client()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        var answer = await host.GetAsync(
            "/admin?role=admin&roles=admin",
            ("Cookie", $"role=admin; __Host-session={token}; roles=admin"),
            ("X-Role", "admin"),
            ("X-User", "root"),
            ("X-Forwarded-User", "root")
        );
        answer.AssertProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Trait("Req", "D")]
    [Trait("Sec", "16")]
    public async Task An_expired_session_that_nobody_swept_is_refused()
    {
        await using var host = await TestHost.StartAsync(
            new() { Sessions = options => options.Cleanup.Enabled = false }
        );
        var (_, token) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync("/me", Credentials.Cookie(token))).Status);
        Assert.Equal(0, host.Storage.Calls(StorageOperation.ExpireDue));
    }

    [Fact]
    [Trait("Req", "D")]
    [Trait("Sec", "17")]
    public async Task Use_is_not_written_on_every_request()
    {
        await using var host = await TestHost.StartAsync();
        var (_, token) = await host.OpenAsync();
        host.Time.Advance(TimeSpan.FromSeconds(61));
        for (var i = 0; i < 20; i++)
            await host.GetAsync("/me", Credentials.Cookie(token));
        Assert.Equal(0, host.Storage.Calls(StorageOperation.Touch));
        using var written = host.Storage.After(StorageOperation.Touch, static _ => default);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await written.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Touch));
    }
}
