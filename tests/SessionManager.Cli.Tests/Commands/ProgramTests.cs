using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>The program as such.</summary>
[Trait("Req", "4.13")]
public sealed class ProgramTests
{
    [Fact]
    public async Task Help_names_every_command_and_nothing_else_asks_for_a_storage()
    {
        var help = (await ToolProcess.RunAsync(["--help"])).Ended(0);
        Assert.All(
            [
                "list",
                "show",
                "validate",
                "cleanup",
                "invalidate",
                "revoke",
                "stats",
                "audit",
                "schema",
                "doctor",
                "import",
            ],
            command => Assert.Contains($"\n  {command}", help.Output, StringComparison.Ordinal)
        );
        (await ToolProcess.RunAsync([])).Refused(2, "--help");
        (await ToolProcess.RunAsync(["lisst"])).Refused(2, "--help");
        (await ToolProcess.RunAsync(["--version"])).Ended(0);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task A_shell_completes_by_asking_the_program(string shell)
    {
        var script = (await ToolProcess.RunAsync(["completion", shell])).Ended(0).Output;
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_knows_how_a_word_goes_on()
    {
        var words = await ToolProcess.RunAsync(["[suggest:19]", "session-manager rev"]);
        Assert.Equal("revoke", words.Ended(0).Output.Trim());
        var choices = await ToolProcess.RunAsync(["[suggest:31]", "session-manager list --status e"]);
        Assert.Equal("expired", choices.Ended(0).Output.Trim().Split('\n')[0]);
    }

    [Fact]
    public async Task What_is_not_a_token_is_refused_and_none_is_taken_from_the_command_line()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var (_, token) = await store.SignInAsync("alice");

        Assert.Contains("has not the form", await RefusedAsync("garbage"), StringComparison.Ordinal);
        Assert.Contains("nothing came from standard input", await RefusedAsync(""), StringComparison.Ordinal);
        var misplaced = await ToolProcess.RunAsync(["validate", token, .. store.Connection]);
        misplaced.Refused(2, "standard input");
        Assert.DoesNotContain(token, misplaced.Error, StringComparison.Ordinal);

        async Task<string> RefusedAsync(string presented) =>
            (await ToolProcess.RunAsync(["validate", .. store.Connection], presented)).Ended(1).Output;
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task What_stands_in_a_row_cannot_drive_the_terminal()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var (session, _) = await store.SignInAsync("alice");
        await store.ExecuteAsync("UPDATE sessions SET device_name = '[red]x' || char(27) || ']0;y' || char(8238)");

        foreach (var command in new[] { "list", "show " + session.Id })
        {
            var shown = (await ToolProcess.RunAsync([.. command.Split(' '), .. store.Connection])).Ended(0).Output;
            Assert.Contains("[red]x\uFFFD]0;y\uFFFD", shown, StringComparison.Ordinal);
        }

        var json = (await ToolProcess.RunAsync(["list", "--json", .. store.Connection])).Ended(0);
        Assert.DoesNotContain('\u001b', json.Output);
        Assert.Equal("[red]x\u001b]0;y\u202e", json.Json.GetProperty("sessions")[0].GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("cleanup", "-1")]
    [InlineData("cleanup", "NaN")]
    [InlineData("cleanup", "abc")]
    [InlineData("cleanup", "")]
    [InlineData("cleanup", "1,5", "--dry-run")]
    [InlineData("cleanup", "--batch", "0")]
    [InlineData("cleanup", "--batch", "abc")]
    [InlineData("cleanup", "--batch", "1,000")]
    [InlineData("list", "--limit", "0")]
    [InlineData("list", "--since", "yesterday")]
    [InlineData("list", "--status", "alive")]
    [InlineData("show", "sess_short")]
    [InlineData("stats", "--watch", "0")]
    [InlineData("stats", "--watch", "1,5")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_done(params string[] arguments) =>
        (await ToolProcess.RunAsync([.. arguments, "-y", "-c", "unused.db"])).Refused(2, "error: ");

    [Theory]
    [InlineData("--status takes: active, idle, expired, terminated.", "list", "--status", "foo")]
    [InlineData("--shape takes: sessions, user-sessions, session-tracking.", "list", "--shape", "foo")]
    [InlineData("--provider takes: postgresql, sqlite, redis.", "list", "--provider", "foo")]
    [InlineData("--kind takes: created, ", "audit", "list", "--kind", "foo")]
    [InlineData("<shell> takes: bash, zsh, fish, pwsh.", "completion", "foo")]
    public async Task A_word_that_is_none_of_a_few_is_answered_with_those_on_one_line(
        string takes,
        params string[] arguments
    )
    {
        var refused = (await ToolProcess.RunAsync(arguments)).Refused(2, "'foo' is none of what " + takes);
        Assert.DoesNotContain('\uFFFD', refused.Error);
    }

    [Fact]
    public async Task Statistics_are_watched_until_somebody_ends_it()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        using var tool = await ToolProcess.StartAsync(["stats", "--watch", "0.2", "--json", .. store.Connection]);
        await tool.WaitForOutputAsync(lines: 3);
        await tool.InterruptAsync();
        var watched = (await tool.EndAsync()).Ended(0);
        Assert.Equal("", watched.Error);
        Assert.All(
            watched.Output.TrimEnd().Split('\n'),
            line => Assert.StartsWith("{\"at\":", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    [Trait("Sec", "36")]
    public async Task A_trail_with_a_key_is_read_and_continued_with_it()
    {
        var key = new byte[32];
        Array.Fill(key, (byte)7);
        await using var store = new SqliteStore { AuditKey = key };
        await store.OpenAsync();
        var (session, _) = await store.SignInAsync("alice");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SESSION_MANAGER_AUDIT_KEY"] = Convert.ToBase64String(key),
        };

        (await ToolProcess.RunAsync(["revoke", session.Id.ToString(), "-y", .. store.Connection], "", variables)).Ended(
            0
        );
        (await ToolProcess.RunAsync(["audit", "verify", .. store.Connection], "", variables)).Ended(0);
        var without = (await ToolProcess.RunAsync(["audit", "verify", .. store.Connection])).Ended(1);
        Assert.Contains("SESSION_MANAGER_AUDIT_KEY", without.Error, StringComparison.Ordinal);
        variables["SESSION_MANAGER_AUDIT_KEY"] = "not base64!";
        (await ToolProcess.RunAsync(["audit", "verify", .. store.Connection], "", variables)).Refused(2, "base64");
    }

    [Fact]
    public async Task Without_a_trail_a_session_is_ended_and_that_is_said()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var (session, _) = await store.SignInAsync("alice");
        await store.ExecuteAsync("DROP TABLE session_audit");

        var ended = (
            await ToolProcess.RunAsync(["revoke", session.Id.ToString(), "-y", "--json", .. store.Connection])
        ).Ended(0);
        Assert.False(ended.Json.GetProperty("audited").GetBoolean());
        Assert.Contains("no audit trail", ended.Error, StringComparison.Ordinal);
        (await ToolProcess.RunAsync(["audit", "list", .. store.Connection])).Refused(4, "session_audit is missing");
    }
}
