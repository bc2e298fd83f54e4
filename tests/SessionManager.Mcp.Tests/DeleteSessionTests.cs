using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Tests;

[Trait("Req", "0.25")]
public sealed class DeleteSessionTests
{
    [Fact]
    public async Task A_user_ends_one_of_their_own_even_the_current_one()
    {
        await using var host = await ToolHost.StartAsync();
        var phone = await host.OpenAsync("alice");
        var current = await host.ActAsAsync("alice");

        var answer = await host.AskAsync("delete_session", ("session_id", phone.Id.ToString()));
        answer.AssertDone("Terminated 1 session(s)");
        Assert.Equal(1, answer.Count);
        Assert.Equal(SessionStatus.Terminated, await host.StatusAsync(phone));
        Assert.Equal("user_logout", (await host.Sessions.GetAsync(phone.Id))!.Termination!.Reason);

        // exclude_current is for many only.
        (
            await host.AskAsync("delete_session", ("session_id", current.Id.ToString()), ("exclude_current", true))
        ).AssertDone("Terminated 1 session(s)");
        Assert.Equal(SessionStatus.Terminated, await host.StatusAsync(current));
    }

    [Fact]
    public async Task What_is_over_is_not_counted_again()
    {
        await using var host = await ToolHost.StartAsync();
        var phone = await host.OpenAsync("alice");
        await host.ActAsAsync("alice");
        await host.Sessions.TerminateAsync(phone.Id, "root", "admin_revoked");

        var answer = await host.AskAsync("delete_session", ("session_id", phone.Id.ToString()));

        answer.AssertDone("Terminated 0 session(s)");
        Assert.Equal("root", (await host.Sessions.GetAsync(phone.Id))!.Termination!.By);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task All_ones_own_end_with_or_without_the_current(bool? excludeCurrent, bool currentEnds)
    {
        await using var host = await ToolHost.StartAsync();
        var bobs = await host.OpenAsync("bob");
        await host.OpenAsync("alice");
        var current = await host.ActAsAsync("alice");

        var answer = await host.AskAsync("delete_session", ("all", true), ("exclude_current", excludeCurrent));

        answer.AssertDone($"Terminated {(currentEnds ? 2 : 1)} session(s)");
        Assert.Equal(currentEnds ? SessionStatus.Terminated : SessionStatus.Active, await host.StatusAsync(current));
        Assert.Equal(SessionStatus.Active, await host.StatusAsync(bobs));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    public async Task Only_an_admin_ends_all_of_another_user(bool? all)
    {
        await using var host = await ToolHost.StartAsync();
        UserSession[] bobs = [await host.OpenAsync("bob"), await host.OpenAsync("bob")];
        await host.ActAsAsync("alice", "editor");
        (await host.AskAsync("delete_session", ("user_id", "bob"), ("all", all))).AssertFailed("PERMISSION_DENIED");
        (await host.AskAsync("delete_session", ("session_id", bobs[0].Id.ToString()))).AssertFailed(
            "PERMISSION_DENIED"
        );
        foreach (var session in bobs)
            Assert.Equal(SessionStatus.Active, await host.StatusAsync(session));
        (await host.AskAsync("delete_session", ("user_id", "alice"), ("all", all))).AssertDone(
            "Terminated 0 session(s)"
        );

        var admin = await host.ActAsAsync("root", "admin");
        (await host.AskAsync("delete_session", ("user_id", "bob"), ("all", all))).AssertDone("Terminated 2 session(s)");
        Assert.Equal("root", (await host.Sessions.GetAsync(bobs[0].Id))!.Termination!.By);
        Assert.Equal(SessionStatus.Active, await host.StatusAsync(admin));
    }

    [Fact]
    public async Task Targets_that_are_missing_contradict_or_are_misspelt_end_nothing()
    {
        await using var host = await ToolHost.StartAsync();
        var bobs = await host.OpenAsync("bob");
        var current = await host.ActAsAsync("root", "admin");
        var id = bobs.Id.ToString();
        var writes = host.Storage.TotalCalls;

        await Expect("MISSING_PARAM");
        await Expect("MISSING_PARAM", ("all", false));
        await Expect("MISSING_PARAM", ("exclude_current", false));
        await Expect("INVALID_PARAM", ("session_id", id), ("all", true));
        await Expect("INVALID_PARAM", ("session_id", id), ("user_id", "bob"));
        await Expect("INVALID_PARAM", ("user_id", "bob"), ("all", false));
        await Expect("INVALID_PARAM", ("user_id", ""), ("all", true));
        await Expect("INVALID_PARAM", ("session_id", ""), ("all", true));
        await Expect("INVALID_PARAM", ("user_id", 1), ("all", true));
        await Expect("INVALID_PARAM", ("session_id", 1));
        await Expect("INVALID_PARAM", ("all", "true"));
        await Expect("INVALID_PARAM", ("all", true), ("exclude_current", "no"));
        await Expect("INVALID_PARAM", ("userId", "bob"), ("all", true), ("exclude_current", false));
        await Expect("NOT_FOUND", ("session_id", "sess_nothing"));
        Assert.Equal(writes, host.Storage.TotalCalls);

        await Expect("NOT_FOUND", ("session_id", SessionId.Create("bob").ToString()));
        Assert.Equal(SessionStatus.Active, await host.StatusAsync(bobs));
        Assert.Equal(SessionStatus.Active, await host.StatusAsync(current));

        async Task Expect(string error, params (string, object?)[] arguments) =>
            (await host.AskAsync("delete_session", arguments)).AssertFailed(error);
    }
}
