using SessionManager.Mcp.Tests.Hosting;

namespace SessionManager.Mcp.Tests.Sample;

/// <summary>A real client over stdio against the sample, as a user, as an admin and as nobody.</summary>
[Trait("Req", "0.27")]
public sealed class SampleServerTests : IDisposable
{
    private readonly SampleServer _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public async Task A_user_manages_their_own_sessions_until_the_current_one_ends()
    {
        var (phone, laptop) = (await _sample.SignInAsync("alice"), await _sample.SignInAsync("alice"));
        var bobs = await _sample.SignInAsync("bob");
        await using var client = await _sample.ConnectAsync(laptop);

        var tools = await client.ListToolsAsync();
        Assert.Equal(ToolHost.Tools, tools.Select(tool => tool.Name).Order());
        (await Ask("list_sessions")).AssertDone("Found 2 sessions");
        var own = await Ask("get_session", ("session_id", IdOf(laptop)));
        Assert.True(own.Data.GetProperty("is_current").GetBoolean());
        (await Ask("update_session", ("session_id", IdOf(phone)))).AssertDone("Session updated");
        (await Ask("get_session", ("session_id", IdOf(bobs)))).AssertFailed("PERMISSION_DENIED");
        (await Ask("update_session", ("session_id", IdOf(bobs)))).AssertFailed("PERMISSION_DENIED");
        (await Ask("delete_session", ("session_id", IdOf(bobs)))).AssertFailed("PERMISSION_DENIED");
        (await Ask("cleanup_expired_sessions")).AssertFailed("PERMISSION_DENIED");
        (await Ask("delete_session", ("all", true))).AssertDone("Terminated 1 session(s)");
        (await Ask("list_sessions", ("status", "active"))).AssertDone("Found 1 sessions");

        // The last thing the token does is to end itself.
        (await Ask("delete_session", ("session_id", IdOf(laptop)))).AssertDone("Terminated 1 session(s)");
        (await Ask("list_sessions")).AssertFailed("PERMISSION_DENIED");

        await using var others = await _sample.ConnectAsync(bobs);
        (await ToolAnswer.AskAsync(others, "list_sessions", Arguments())).AssertDone("Found 1 sessions");

        Task<ToolAnswer> Ask(string tool, params (string, object?)[] arguments) =>
            ToolAnswer.AskAsync(client, tool, Arguments(arguments));
    }

    [Fact]
    public async Task An_admin_manages_anybodys()
    {
        var alice = await _sample.SignInAsync("alice");
        await using var client = await _sample.ConnectAsync(await _sample.SignInAsync("admin"));

        (await Ask("list_sessions")).AssertDone("Found 2 sessions");
        (await Ask("get_session", ("session_id", IdOf(alice)))).AssertDone("Session found");
        (await Ask("update_session", ("session_id", IdOf(alice)))).AssertDone("Session updated");
        (await Ask("cleanup_expired_sessions")).AssertDone("Marked 0 session(s) expired");
        (await Ask("delete_session", ("user_id", "alice"))).AssertDone("Terminated 1 session(s)");
        var ended = await Ask("get_session", ("session_id", IdOf(alice)));
        Assert.Equal("admin", ended.Data.GetProperty("terminated_by").GetString());
        Assert.Equal("admin_revoked", ended.Data.GetProperty("termination_reason").GetString());

        Task<ToolAnswer> Ask(string tool, params (string, object?)[] arguments) =>
            ToolAnswer.AskAsync(client, tool, Arguments(arguments));
    }

    [Fact]
    public async Task Nobody_is_denied_everything()
    {
        var alice = await _sample.SignInAsync("alice");
        // No token, no token of this server's, and an id in the place of a token.
        foreach (var token in new[] { null, new string('x', 70), IdOf(alice) })
        {
            await using var client = await _sample.ConnectAsync(token);
            foreach (var tool in ToolHost.Tools)
            {
                var answer = await ToolAnswer.AskAsync(client, tool, Arguments(("session_id", IdOf(alice))));
                answer.AssertFailed("PERMISSION_DENIED");
            }
        }

        Assert.DoesNotContain(_sample.Said, line => line.Contains(alice.Split('.')[1], StringComparison.Ordinal));
    }

    private static string IdOf(string token) => "sess_" + token.Split('.')[0];

    private static Dictionary<string, object?> Arguments(params (string Name, object? Value)[] arguments) =>
        arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal);
}
