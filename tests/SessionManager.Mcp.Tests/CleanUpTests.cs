using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tests;

[Trait("Req", "0.26")]
public sealed class CleanUpTests
{
    [Fact]
    public async Task Only_an_admin_cleans_up()
    {
        await using var host = await ToolHost.StartAsync();
        var old = await host.OpenAsync("bob");
        await host.OpenAsync("bob");
        host.Time.Advance(TimeSpan.FromDays(1));
        await host.ActAsAsync("alice", "editor");
        (await host.AskAsync("cleanup_expired_sessions")).AssertFailed("PERMISSION_DENIED");
        Assert.Null((await host.Sessions.GetAsync(old.Id))!.Termination);

        await host.ActAsAsync("root", "admin");
        var answer = await host.AskAsync("cleanup_expired_sessions");

        answer.AssertDone("Marked 2 session(s) expired");
        Assert.Equal(2, answer.Count);
        Assert.Equal(SessionTermination.System, (await host.Sessions.GetAsync(old.Id))!.Termination!.By);
        Assert.Equal(0, (await host.AskAsync("cleanup_expired_sessions")).Count);
    }
}
