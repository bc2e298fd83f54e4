using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>What the tool does on a database beyond the rest.</summary>
public abstract class DatabaseTests : EveryStorageTests
{
    private protected abstract DatabaseStore Database { get; }

    private protected override Store Store => Database;

    [Fact]
    [Trait("Req", "4.13")]
    public async Task The_trail_names_the_operator_and_shows_what_is_changed_in_it()
    {
        var (session, _) = await Store.SignInAsync("alice");
        await Store.SignInAsync("bob");
        (await RunAsync("revoke", session.Id.ToString(), "-y")).Ended(0);
        (await RunAsync("invalidate", "bob", "-y")).Ended(0);

        var events = (await RunAsync("audit", "list", "--kind", "terminated", "--json")).Ended(0).Json;
        Assert.Equal(
            [("bob", Operator), ("alice", Operator)],
            events
                .GetProperty("events")
                .EnumerateArray()
                .Select(e => (e.GetProperty("user_id").GetString()!, e.GetProperty("actor").GetString()!))
        );
        var table = (await RunAsync("audit", "list", "--session", session.Id.ToString())).Ended(0).Output;
        Assert.Contains("created", table, StringComparison.Ordinal);
        Assert.Contains(Operator, table, StringComparison.Ordinal);

        // Both commands continued one chain: the host's, and this machine's operators'.
        var intact = (await RunAsync("audit", "verify", "--json")).Ended(0).Json;
        Assert.True(intact.GetProperty("intact").GetBoolean());
        Assert.Equal(2, intact.GetProperty("chains").GetArrayLength());
        await Database.ExecuteAsync(
            $"UPDATE session_audit SET actor = 'system' WHERE actor = '{Operator}' AND user_id = 'bob'"
        );
        var broken = (await RunAsync("audit", "verify")).Ended(1);
        Assert.Contains("altered", broken.Output, StringComparison.Ordinal);
        Assert.Contains("Not intact", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Req", "4.7")]
    public async Task A_dry_run_counts_what_a_cleanup_then_does()
    {
        await Store.SignInLongAgoAsync("dave", TimeSpan.FromHours(30));
        await Store.SignInLongAgoAsync("dave", TimeSpan.FromHours(3));
        await Database.AddEndedAsync(5);

        var forecast = await RunAsync("cleanup", "0.5", "--dry-run");
        Assert.Equal("Would mark 2 session(s) as expired and delete 7.", forecast.Ended(0).Output.Trim());
        Assert.Equal(8, await Database.CountAsync());
        var done = await RunAsync("cleanup", "0.5", "--yes");
        Assert.Equal("Marked 2 session(s) as expired and deleted 7.", done.Ended(0).Output.Trim());
    }

    [Fact]
    [Trait("Req", "4.13")]
    public async Task A_purge_that_is_interrupted_is_gone_on_with_by_the_next()
    {
        const int rows = 20_000;
        await Database.AddEndedAsync(rows);
        // So small that it goes on for seconds after its first line, and is not over before the interruption reaches it.
        const int batch = 5;
        string[] purge = ["cleanup", "0.5", "--yes", "--batch", $"{batch}", .. Store.Connection];

        using var tool = await ToolProcess.StartAsync(purge, expected: "deleted");
        await tool.WaitForErrorAsync();
        await tool.InterruptAsync();
        var interrupted = (await tool.EndAsync()).Ended(130);

        // Whole batches, and as many as it said.
        var left = await Database.CountAsync();
        Assert.InRange(left, 2, rows);
        Assert.Equal(1, left % batch);
        Assert.Equal("", interrupted.Output);
        var said = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"deleting {rows + 1 - left:N0}.");
        Assert.Contains(said, interrupted.Error, StringComparison.Ordinal);
        var resumed = (await RunAsync("cleanup", "0.5", "--yes", "--json")).Ended(0).Json;
        Assert.Equal(left - 1, resumed.GetProperty("deleted").GetInt32());
        Assert.Equal(1, await Database.CountAsync());
    }
}
