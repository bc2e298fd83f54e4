using SessionManager.Management;
using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tests;

/// <summary>What <c>get_session</c> and <c>update_session</c> do.</summary>
[Trait("Req", "0.23")]
[Trait("Req", "0.24")]
public sealed class SingleSessionTests
{
    [Fact]
    public async Task A_user_reads_their_own_in_whatever_state()
    {
        await using var host = await ToolHost.StartAsync();
        var ended = await host.OpenAsync("alice");
        var current = await host.ActAsAsync("alice");
        await host.Sessions.TerminateAsync(ended.Id, "root", "admin_revoked");

        var own = await host.AskAsync("get_session", ("session_id", current.Id.ToString()));
        own.AssertDone("Session found");
        Assert.True(own.Data.GetProperty("is_current").GetBoolean());
        Assert.Equal("active", own.Data.GetProperty("status").GetString());
        Assert.Equal("192.0.2.7", own.Data.GetProperty("ip_address").GetString());
        Assert.Equal(current.ExpiresAt, own.Data.GetProperty("expires_at").GetDateTimeOffset());
        Assert.False(own.Data.TryGetProperty("terminated_at", out _));

        var other = await host.AskAsync("get_session", ("session_id", ended.Id.ToString()));
        other.AssertDone("Session found");
        Assert.False(other.Data.GetProperty("is_current").GetBoolean());
        Assert.Equal("terminated", other.Data.GetProperty("status").GetString());
        Assert.Equal("root", other.Data.GetProperty("terminated_by").GetString());
        Assert.Equal("admin_revoked", other.Data.GetProperty("termination_reason").GetString());
    }

    [Fact]
    public async Task An_update_moves_the_session_and_shows_it()
    {
        await using var host = await ToolHost.StartAsync();
        var session = await host.ActAsAsync("alice");
        host.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(SessionStatus.Idle, await host.StatusAsync(session));

        var answer = await host.AskAsync("update_session", ("session_id", session.Id.ToString()));

        answer.AssertDone("Session updated");
        Assert.Equal("active", answer.Data.GetProperty("status").GetString());
        Assert.Equal(host.Time.GetUtcNow(), answer.Data.GetProperty("last_activity").GetDateTimeOffset());
        Assert.Equal(SessionStatus.Active, await host.StatusAsync(session));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_over_is_not_reported_as_updated(bool ended)
    {
        await using var host = await ToolHost.StartAsync();
        var session = await host.OpenAsync("alice");
        if (ended)
            await host.Sessions.TerminateAsync(session.Id, "alice", "user_logout");
        else
            host.Time.Advance(TimeSpan.FromDays(1));
        host.Caller.Is = new SessionCaller("alice", null, []);
        var before = await host.Sessions.GetAsync(session.Id);

        var answer = await host.AskAsync("update_session", ("session_id", session.Id.ToString()));

        answer.AssertFailed("UPDATE_ERROR");
        Assert.Equal("The session is over.", answer.Message);
        Assert.Equal(before!.LastActivityAt, (await host.Sessions.GetAsync(session.Id))!.LastActivityAt);
    }

    [Theory]
    [InlineData("get_session", "Session found")]
    [InlineData("update_session", "Session updated")]
    public async Task Only_an_admin_reaches_another_users(string tool, string done)
    {
        await using var host = await ToolHost.StartAsync();
        var bobs = await host.OpenAsync("bob");
        await host.ActAsAsync("alice", "editor");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        (await host.AskAsync(tool, ("session_id", bobs.Id.ToString()))).AssertFailed("PERMISSION_DENIED");
        Assert.Equal(bobs.LastActivityAt, (await host.Sessions.GetAsync(bobs.Id))!.LastActivityAt);

        await host.ActAsAsync("root", "admin");
        (await host.AskAsync(tool, ("session_id", bobs.Id.ToString()))).AssertDone(done);
    }

    [Theory]
    [InlineData("get_session")]
    [InlineData("update_session")]
    public async Task What_is_missing_or_unknown_is_said_so(string tool)
    {
        await using var host = await ToolHost.StartAsync();
        var (session, token) = await host.SignInAsync("alice");
        host.Caller.Is = SessionCaller.Of(session);
        (await host.AskAsync(tool)).AssertFailed("MISSING_PARAM");
        foreach (var value in new object?[] { null, "", 5, true, new[] { session.Id.ToString() } })
            (await host.AskAsync(tool, ("session_id", value))).AssertFailed("MISSING_PARAM");

        var unknown = SessionId.Create("alice").ToString();
        foreach (var id in new[] { unknown, "sess_", "x", session.Id + " ", token })
            (await host.AskAsync(tool, ("session_id", id))).AssertFailed("NOT_FOUND");
        // What was asked for is not repeated: it might have been a secret.
        Assert.DoesNotContain(token, host.Answers, StringComparison.Ordinal);
    }
}
