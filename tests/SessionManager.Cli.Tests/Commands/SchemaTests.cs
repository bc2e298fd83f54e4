using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;
using SessionManager.Tests.Servers;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>Tables that are missing, made, verified, taken away and copied.</summary>
[Trait("Req", "4.12")]
[Trait("Req", "1.3")]
public sealed class SchemaTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [PostgresFact]
    public async Task Tables_are_made_verified_and_taken_away_on_postgres()
    {
        await using var empty = await new PostgresStore().CreateAsync();
        (await ToolProcess.RunAsync(["stats", .. empty.Connection])).Refused(4, "schema apply");
        await LifeAsync([.. empty.Connection, "--shape", "user-sessions"]);
    }

    [Fact]
    public Task Tables_are_made_verified_and_taken_away_on_sqlite() =>
        LifeAsync(["-c", _file.Path, "--shape", "session-tracking"]);

    [PostgresFact]
    public async Task A_schema_holds_tables_of_its_own()
    {
        await using var store = new PostgresStore();
        await store.OpenAsync();
        await store.SignInAsync("alice");
        string[] quoted = [.. store.Connection, "--schema", "au\"th"];

        (await ToolProcess.RunAsync(["list", .. quoted])).Refused(4, "schema apply");
        (await ToolProcess.RunAsync(["schema", "apply", .. quoted])).Ended(0);
        (await ToolProcess.RunAsync(["schema", "verify", .. quoted])).Ended(0);
        Assert.Equal("No sessions.", (await ToolProcess.RunAsync(["list", .. quoted])).Ended(0).Output.Trim());
        var copied = await ToolProcess.RunAsync([
            "import",
            "--from",
            store.ConnectionString,
            "--from-shape",
            "sessions",
            "-y",
            .. quoted,
        ]);
        Assert.Contains("Copied 1 session(s)", copied.Ended(0).Output, StringComparison.Ordinal);
        (await ToolProcess.RunAsync(["schema", "rollback", "-y", .. quoted])).Ended(0);
        Assert.Equal(1, await store.CountAsync());
    }

    [Fact]
    public async Task Tables_of_an_applications_own_migrations_are_verified_and_left_alone()
    {
        await using var store = new SqliteStore();
        await store.OpenAsync();
        await store.ExecuteAsync("DROP TABLE \"__EFMigrationsHistory\"");

        (await ToolProcess.RunAsync(["schema", "verify", .. store.Connection])).Ended(0);
        (await ToolProcess.RunAsync(["schema", "apply", .. store.Connection])).Refused(2, "other migrations made them");
        (await ToolProcess.RunAsync(["schema", "rollback", "-y", .. store.Connection])).Refused(1, "nothing to undo");
        await store.ExecuteAsync("DROP INDEX ix_sessions_due");
        var found = (await ToolProcess.RunAsync(["schema", "verify", .. store.Connection])).Ended(4);
        Assert.Equal("The index ix_sessions_due of sessions is missing.", found.Output.Trim());
    }

    [Fact]
    public async Task Sessions_are_copied_from_another_shape_with_their_tokens_and_their_history()
    {
        // From the default shape into the second, and from there into the third.
        await using var store = new SqliteStore();
        await store.OpenAsync();
        var (ended, _) = await store.SignInAsync("alice");
        await store.Sessions.TerminateAllAsync("alice", "root", "leaked");
        var (_, token) = await store.SignInAsync("bob");
        await store.SignInLongAgoAsync("carol", TimeSpan.FromDays(2));
        await store.Sessions.CleanUpAsync();
        string[] other = ["-c", _file.Path, "--shape", "user-sessions"];
        using var back = new SqliteFile();
        string[] last = ["-c", back.Path, "--shape", "session-tracking"];

        (await ImportAsync(other, store.Path, "sessions")).Refused(3, "schema apply");
        (await ToolProcess.RunAsync(["schema", "apply", .. other])).Ended(0);
        var first = (await ImportAsync(other, store.Path, "sessions", "--json")).Ended(0).Json;
        Assert.Equal((3, 0, 1), (Number("imported"), Number("present"), Number("marks")));
        (await ToolProcess.RunAsync(["schema", "apply", .. last])).Ended(0);
        (await ImportAsync(last, _file.Path, "user-sessions")).Ended(0);
        (await ToolProcess.RunAsync(["validate", .. last], token)).Ended(0);
        var shown = (await ToolProcess.RunAsync(["show", ended.Id.ToString(), .. last])).Ended(0).Output;
        Assert.Contains("leaked", shown, StringComparison.Ordinal);
        var counts = (await ToolProcess.RunAsync(["stats", "--json", .. last])).Ended(0).Json;
        Assert.Equal(
            (1, 1, 1),
            (
                counts.GetProperty("live").GetInt32(),
                counts.GetProperty("expired").GetInt32(),
                counts.GetProperty("terminated").GetInt32()
            )
        );
        first = (await ImportAsync(last, _file.Path, "user-sessions", "--json")).Ended(0).Json;
        Assert.Equal((0, 3, 0), (Number("imported"), Number("present"), Number("marks")));

        int Number(string name) => first.GetProperty(name).GetInt32();
    }

    private static Task<ToolResult> ImportAsync(string[] to, string from, string shape, params string[] more) =>
        ToolProcess.RunAsync(["import", "--from", from, "--from-shape", shape, "-y", .. to, .. more]);

    private static async Task LifeAsync(string[] connection)
    {
        Assert.Contains("Applied: ", (await RunAsync("schema", "apply")).Ended(0).Output, StringComparison.Ordinal);
        var again = (await RunAsync("schema", "apply", "--json")).Ended(0).Json;
        Assert.Equal(0, again.GetProperty("applied").GetArrayLength());
        (await RunAsync("schema", "verify")).Ended(0);
        (await RunAsync("schema", "rollback")).Refused(5, "--yes");
        (await RunAsync("schema", "rollback", "--yes")).Ended(0);
        var gone = (await RunAsync("schema", "verify", "--json")).Ended(4).Json;
        Assert.False(gone.GetProperty("ok").GetBoolean());
        (await RunAsync("schema", "rollback", "--yes")).Refused(1, "nothing to undo");

        Task<ToolResult> RunAsync(params string[] arguments) => ToolProcess.RunAsync([.. arguments, .. connection]);
    }
}
