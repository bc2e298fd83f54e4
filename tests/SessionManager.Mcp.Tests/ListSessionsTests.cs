using SessionManager.Management;
using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Testing.Storage;

namespace SessionManager.Mcp.Tests;

[Trait("Req", "0.22")]
public sealed class ListSessionsTests
{
    [Fact]
    public async Task A_user_sees_their_own_and_which_is_current()
    {
        await using var host = await ToolHost.StartAsync();
        await host.OpenAsync("bob");
        var phone = await host.OpenAsync("alice");
        var current = await host.ActAsAsync("alice");

        var answer = await host.AskAsync("list_sessions");

        answer.AssertDone("Found 2 sessions");
        Assert.Equal(new[] { current.Id.ToString(), phone.Id.ToString() }.Order(), answer.Ids.Order());
        foreach (var session in answer.Data.GetProperty("sessions").EnumerateArray())
        {
            var isCurrent = session.GetProperty("id").GetString() == current.Id.ToString();
            Assert.Equal(isCurrent, session.GetProperty("is_current").GetBoolean());
            Assert.Equal("alice", session.GetProperty("user_id").GetString());
        }

        (await host.AskAsync("list_sessions", ("user_id", "alice"))).AssertDone("Found 2 sessions");
    }

    [Fact]
    public async Task Only_an_admin_sees_others()
    {
        await using var host = await ToolHost.StartAsync();
        await host.OpenAsync("bob");
        await host.ActAsAsync("alice", "editor");
        (await host.AskAsync("list_sessions", ("user_id", "bob"))).AssertFailed("PERMISSION_DENIED");

        await host.ActAsAsync("root", "admin");
        (await host.AskAsync("list_sessions", ("user_id", "bob"))).AssertDone("Found 1 sessions");
        (await host.AskAsync("list_sessions")).AssertDone("Found 3 sessions");
        (await host.AskAsync("list_sessions", ("user_id", null), ("status", null))).AssertDone("Found 3 sessions");
    }

    [Fact]
    public async Task A_status_is_a_status_by_the_clock()
    {
        await using var host = await ToolHost.StartAsync();
        await host.OpenAsync("alice");
        var ended = await host.OpenAsync("alice");
        await host.Sessions.TerminateAsync(ended.Id, "alice", "user_logout");
        host.Caller.Is = new SessionCaller("alice", null, []);
        await Expect(("active", 1), ("idle", 0), ("expired", 0), ("terminated", 1));

        host.Time.Advance(TimeSpan.FromMinutes(10));
        await Expect(("active", 0), ("idle", 1), ("expired", 0), ("terminated", 1));

        host.Time.Advance(TimeSpan.FromHours(24));
        await Expect(("active", 0), ("idle", 0), ("expired", 1), ("terminated", 1));

        async Task Expect(params (string Status, int Count)[] all)
        {
            foreach (var (status, count) in all)
            {
                var answer = await host.AskAsync("list_sessions", ("status", status));
                answer.AssertDone($"Found {count} sessions");
                Assert.All(
                    answer.Data.GetProperty("sessions").EnumerateArray(),
                    session => Assert.Equal(status, session.GetProperty("status").GetString())
                );
            }
        }
    }

    [Fact]
    public async Task More_than_are_shown_are_told_of()
    {
        await using var host = await ToolHost.StartAsync(options => options.MaxListed = 2);
        await host.OpenAsync("alice");
        await host.ActAsAsync("alice");
        var all = await host.AskAsync("list_sessions");
        all.AssertDone("Found 2 sessions");
        Assert.False(all.Data.GetProperty("has_more").GetBoolean());

        await host.OpenAsync("alice");
        var some = await host.AskAsync("list_sessions");
        some.AssertDone("Found 2 sessions");
        Assert.True(some.Data.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task What_is_no_argument_is_refused_before_the_storage_is_asked()
    {
        await using var host = await ToolHost.StartAsync();
        await host.ActAsAsync("root", "admin");
        var calls = host.Storage.TotalCalls;

        // An empty user id must not drop the filter.
        (await host.AskAsync("list_sessions", ("user_id", ""))).AssertFailed("INVALID_PARAM");
        (await host.AskAsync("list_sessions", ("user_id", 5))).AssertFailed("INVALID_PARAM");
        (await host.AskAsync("list_sessions", ("userid", "bob"))).AssertFailed("INVALID_PARAM");
        foreach (var status in new object[] { "", "Active", "0", "gone", 0, true })
            (await host.AskAsync("list_sessions", ("status", status))).AssertFailed("INVALID_PARAM");

        Assert.Equal(calls, host.Storage.TotalCalls);
        (await host.AskAsync("list_sessions", ("user_id", "bob"))).AssertDone("Found 0 sessions");
        Assert.Equal(1, host.Storage.Calls(StorageOperation.Query));
    }
}
