using SessionManager.Mcp.Tests.Hosting;
using SessionManager.Storage;
using SessionManager.Testing.Storage;

namespace SessionManager.Mcp.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("list_sessions", "LIST_ERROR", StorageOperation.Query)]
    [InlineData("get_session", "GET_ERROR", StorageOperation.Find)]
    [InlineData("update_session", "UPDATE_ERROR", StorageOperation.Find)]
    [InlineData("update_session", "UPDATE_ERROR", StorageOperation.Touch)]
    [InlineData("delete_session", "DELETE_ERROR", StorageOperation.Terminate)]
    [InlineData("delete_session", "DELETE_ERROR", StorageOperation.TerminateAll)]
    [InlineData("cleanup_expired_sessions", "CLEANUP_ERROR", StorageOperation.ExpireDue)]
    [Trait("Sec", "35")]
    [Trait("Req", "0.22")]
    public async Task A_storage_that_fails_is_a_code_and_no_more(string tool, string code, StorageOperation operation)
    {
        await using var host = await ToolHost.StartAsync();
        var session = await host.ActAsAsync("root", "admin");
        (string, object?)[] arguments = (tool, operation) switch
        {
            ("list_sessions" or "cleanup_expired_sessions", _) => [],
            (_, StorageOperation.TerminateAll) => [("all", true)],
            _ => [("session_id", session.Id.ToString())],
        };
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Exception[] failures =
        [
            new SessionStorageException("Host=db.internal;Password=hunter2 refused"),
            new InvalidOperationException("relation \"hunter2\" does not exist"),
        ];
        foreach (var failure in failures)
        {
            ToolAnswer answer;
            using (host.Storage.Fail(operation, exception: failure))
                answer = await host.AskAsync(tool, arguments);

            answer.AssertFailed(code);
            Assert.DoesNotContain("hunter2", answer.Text, StringComparison.Ordinal);
            Assert.Contains(failure.Message, host.Logs.Text, StringComparison.Ordinal);
        }

        Assert.True((await host.AskAsync(tool, arguments)).Success);
    }

    [Fact]
    [Trait("Sec", "2")]
    [Trait("Sec", "8")]
    public async Task No_answer_and_no_log_line_of_ours_holds_a_secret()
    {
        await using var host = await ToolHost.StartAsync();
        var (session, token) = await host.SignInAsync("root", "admin");
        host.Caller.Is = Management.SessionCaller.Of(session);
        var id = session.Id.ToString();
        foreach (var tool in ToolHost.Tools.Except(["delete_session"]))
            await host.AskAsync(tool, tool is "get_session" or "update_session" ? [("session_id", id)] : []);
        await host.AskAsync("get_session", ("session_id", token));
        await host.AskAsync("delete_session", ("session_id", token));
        await host.AskAsync("delete_session", ("session_id", id));

        var secret = token.Split('.')[1];
        Assert.Contains(id, host.Answers, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, host.Answers, StringComparison.Ordinal);
        // At Trace the protocol's own library logs what a client sent; here a token was sent on purpose.
        Assert.DoesNotContain(
            host.Logs.Entries,
            line =>
                line.Contains(" SessionManager.", StringComparison.Ordinal)
                && line.Contains(secret, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("canary-of-the-host", host.Answers, StringComparison.Ordinal);
        var record = await host.Storage.FindAsync(session.Id, CancellationToken.None);
        Assert.DoesNotContain(Convert.ToBase64String(record!.SecretHash.Bytes), host.Answers, StringComparison.Ordinal);
    }
}
