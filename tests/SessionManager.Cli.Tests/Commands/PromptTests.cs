using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>What is asked of somebody at a terminal.</summary>
[Trait("Req", "4.13")]
public sealed class PromptTests
{
    private const string CtrlC = "\u0003";

    [TerminalTheory]
    [InlineData("y\r", 0, true)]
    [InlineData("n\r", 5, false)]
    [InlineData("\r", 5, false)]
    [InlineData(CtrlC, 130, false)]
    public async Task Only_a_yes_does_what_cannot_be_undone(string keys, int exitCode, bool isEnded)
    {
        await using var store = await OpenAsync();
        var (session, _) = await store.SignInAsync("alice");
        using var terminal = await TerminalProcess.StartAsync(["revoke", session.Id.ToString(), .. store.Connection]);

        (await terminal.AnswerAsync("[y/n]", keys)).Ended(exitCode);

        Assert.Equal(isEnded, (await store.StoredAsync(session.Id)).Termination is not null);
    }

    [TerminalTheory]
    [InlineData("")]
    [InlineData("2>/dev/null")]
    public async Task A_token_that_is_typed_is_not_shown(string redirection)
    {
        await using var store = await OpenAsync();
        var (_, token) = await store.SignInAsync("alice");
        using var terminal = await TerminalProcess.StartAsync(["validate", .. store.Connection], redirection);

        var seen = (await terminal.AnswerAsync("Token", token + "\r")).Ended(0).Output;

        Assert.Contains("valid", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(token[^8..], seen, StringComparison.Ordinal);
    }

    [TerminalTheory]
    [InlineData("")]
    [InlineData("2>/dev/null")]
    public async Task A_question_ends_with_an_interruption(string redirection)
    {
        await using var store = await OpenAsync();
        using var terminal = await TerminalProcess.StartAsync(["validate", .. store.Connection], redirection);

        (await terminal.AnswerAsync("Token", CtrlC)).Ended(130);
    }

    private static async Task<SqliteStore> OpenAsync()
    {
        var store = new SqliteStore();
        await store.OpenAsync();
        return store;
    }
}
