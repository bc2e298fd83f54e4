using System.Text;
using System.Text.RegularExpressions;
using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;
using SessionManager.Core.Tests.Architecture;
using SessionManager.Tests.Servers;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>
/// Runs the commands of docs/cli.md in their order and compares what they print. Blocks of <c>console</c> are for every
/// storage, others name theirs. What is printed differs in ids, times and versions; the rest is as it stands there.
/// </summary>
[Trait("Req", "4.13")]
public sealed partial class DocumentedCommandsTests
{
    private static readonly string Page = Repository.PathOf("docs", "cli.md");

    [Fact]
    public async Task Every_command_prints_on_sqlite_what_the_page_says()
    {
        await using var store = new SqliteStore();
        await CompareAsync(store, "console", "console database", "console sqlite");
    }

    [PostgresFact]
    public async Task Every_command_prints_on_postgres_what_the_page_says()
    {
        await using var store = new PostgresStore();
        await CompareAsync(store, "console", "console database");
    }

    [RedisFact]
    public async Task Every_command_for_sessions_prints_on_redis_what_the_page_says()
    {
        await using var store = new RedisStore();
        await CompareAsync(store, "console");
    }

    private static async Task CompareAsync(Store store, params string[] kinds)
    {
        await store.OpenAsync();
        await store.SignInLongAgoAsync("carol", TimeSpan.FromHours(50));
        await store.SignInAsync(
            "bob",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
        );
        await store.SignInAsync("alice", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        var (_, token) = await store.SignInAsync(
            "alice",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
        );
        var page = await File.ReadAllTextAsync(Page);
        var (received, compared) = (new StringBuilder(page), 0);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var block in Block().Matches(page).Where(block => kinds.Contains(block.Groups["kind"].Value)))
        {
            var (command, shown) = (block.Groups["command"].Value, block.Groups["output"].Value);
            var printed = await PrintAsync(
                store,
                Id().Replace(command, id => ids.GetValueOrDefault(id.Value, id.Value)),
                token
            );
            foreach (var (there, here) in Id().Matches(shown).Zip(Id().Matches(printed)))
                ids[there.Value] = here.Value;
            if (store is SqliteStore)
            {
                var kept = ids.Aggregate(printed, static (text, pair) => text.Replace(pair.Value, pair.Key));
                received.Replace(
                    block.Value,
                    block.Value[..(block.Groups["output"].Index - block.Index)] + kept + "```"
                );
            }

            if (Comparable(shown) == Comparable(printed))
                compared++;
        }

        var expected = Block().Matches(page).Count(block => kinds.Contains(block.Groups["kind"].Value));
        if (compared == expected && expected > 5)
            return;
        await File.WriteAllTextAsync(
            Page.Replace(".md", ".received.md", StringComparison.Ordinal),
            received.ToString()
        );
        Assert.Fail(
            $"{expected - compared} of {expected} commands print something else. If it is meant: mv docs/cli.received.md docs/cli.md\n{received}"
        );
    }

    /// <summary>What a terminal would show: both streams, and the exit code where the page asks for it.</summary>
    private static async Task<string> PrintAsync(Store store, string command, string token)
    {
        var words = command.Split("session-manager ")[1];
        var (arguments, input) = (words.Split(" < ")[0].Split(';')[0].Split(' '), words.Contains('<') ? token : "");
        if (command.StartsWith("echo ", StringComparison.Ordinal))
            input = command.Split(' ')[1];
        var result = await ToolProcess.RunAsync([.. arguments, .. store.Connection], input);
        // Progress comes as it comes, and what Redis remarks on its trail is said on the page.
        var error = string.Concat(
            result
                .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.StartsWith("error", StringComparison.Ordinal))
                .Select(line => line + "\n")
        );
        var code = command.EndsWith("$?", StringComparison.Ordinal) ? $"{result.ExitCode}\n" : "";
        var answer = string.Join('\n', result.Output.Split('\n').Select(line => line.TrimEnd())).Trim('\n');
        return (answer.Length > 0 ? answer + "\n" : "") + error + code;
    }

    private static string Comparable(string text)
    {
        text = Id().Replace(text, "sess_");
        text = Time().Replace(text, "time");
        text = Operator().Replace(text, "cli:operator");
        text = Cursor().Replace(text, "cursor");
        text = Version().Replace(text, "version");
        // The trail is a database's.
        text = text.Replace("\"audited\": false", "\"audited\": true", StringComparison.Ordinal);
        return Blank().Replace(text, " ").Replace("─", "", StringComparison.Ordinal).Trim();
    }

    [GeneratedRegex(
        @"^```(?<kind>console[ a-z]*)\n\$ (?<command>[^\n]+)\n(?<output>.*?)```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Block();

    [GeneratedRegex("sess_[A-Za-z0-9_-]{26}")]
    private static partial Regex Id();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]{8,15}Z")]
    private static partial Regex Time();

    [GeneratedRegex("cli:[A-Za-z0-9_-]+")]
    private static partial Regex Operator();

    [GeneratedRegex("[0-9]{17,19}.sess_")]
    private static partial Regex Cursor();

    [GeneratedRegex(@"SQLite [0-9.]+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
