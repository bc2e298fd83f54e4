using System.Text.Json;
using SessionManager.Cli.Tests.Stores;
using SessionManager.Cli.Tests.Tool;
using SessionManager.Sessions;

namespace SessionManager.Cli.Tests.Commands;

/// <summary>What the tool does on every storage.</summary>
public abstract class EveryStorageTests : IAsyncLifetime
{
    private protected abstract Store Store { get; }

    protected static string Operator => $"cli:{Environment.UserName}";

    public Task InitializeAsync() => Store.OpenAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    [Trait("Req", "4.13")]
    [Trait("Req", "4.9")]
    public async Task Sessions_are_listed_shown_and_ended_by_the_operator()
    {
        var (phone, _) = await Store.SignInAsync("alice");
        var (laptop, _) = await Store.SignInAsync("alice", "evil\u001b[31magent[/]");
        var (bobs, _) = await Store.SignInAsync("bob");

        var everybody = (await RunAsync("list", "--json")).Ended(0).Json;
        Assert.Equal(new[] { bobs, laptop, phone }.Select(s => s.Id.ToString()), Ids(everybody));
        var table = (await RunAsync("list", "alice")).Ended(0).Output;
        Assert.Contains(laptop.Id.ToString(), table, StringComparison.Ordinal);
        Assert.DoesNotContain(bobs.Id.ToString(), table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);

        var first = (await RunAsync("list", "--limit", "2", "--json")).Ended(0).Json;
        var next = first.GetProperty("next").GetString()!;
        var rest = (await RunAsync("list", "--limit", "2", "--after", next, "--json")).Ended(0).Json;
        Assert.Equal([phone.Id.ToString()], Ids(rest));

        (await RunAsync("revoke", laptop.Id.ToString())).Refused(5, "--yes");
        Assert.Null((await Store.StoredAsync(laptop.Id)).Termination);
        var revoked = (await RunAsync("revoke", laptop.Id.ToString(), "--yes", "--reason", "lost", "--json")).Ended(0);
        Assert.Equal(1, revoked.Json.GetProperty("ended").GetInt32());
        var shown = (await RunAsync("show", laptop.Id.ToString(), "--json")).Ended(0).Json;
        Assert.Equal("terminated", shown.GetProperty("status").GetString());
        Assert.Equal(Operator, shown.GetProperty("terminated_by").GetString());
        Assert.Equal("lost", shown.GetProperty("termination_reason").GetString());
        Assert.EndsWith("Z", shown.GetProperty("terminated_at").GetString(), StringComparison.Ordinal);
        var people = (await RunAsync("show", laptop.Id.ToString())).Ended(0).Output;
        Assert.Contains("[/]", people, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', people);

        Assert.Equal(1, (await RunAsync("invalidate", "alice", "-y", "--json")).Json.GetProperty("ended").GetInt32());
        Assert.Equal(Operator, (await Store.StoredAsync(phone.Id)).Termination!.By);
        Assert.Null((await Store.StoredAsync(bobs.Id)).Termination);

        var counts = (await RunAsync("stats", "--json")).Ended(0).Json;
        Assert.Equal((1, 2, 3), (Count("live"), Count("terminated"), Count("total")));
        Assert.Equal(1, (await RunAsync("erase", "bob", "-y", "--json")).Json.GetProperty("erased").GetInt32());
        (await RunAsync("show", bobs.Id.ToString())).Refused(1, "There is no session");

        int Count(string name) => counts.GetProperty(name).GetInt32();
    }

    [Fact]
    [Trait("Req", "4.13")]
    public async Task A_token_from_standard_input_is_judged_and_nothing_is_moved()
    {
        var session = await Store.SignInLongAgoAsync("carol", TimeSpan.FromMinutes(10));
        var (ended, dead) = await Store.SignInAsync("carol");
        var (_, token) = await Store.SignInAsync("carol");
        await Store.Sessions.TerminateAsync(ended.Id, "test", "over");

        var good = (await ToolProcess.RunAsync(["validate", "--json", .. Store.Connection], token + "\n"))
            .Ended(0)
            .Json;
        Assert.True(good.GetProperty("valid").GetBoolean());
        Assert.Equal("carol", good.GetProperty("session").GetProperty("user_id").GetString());
        await Refused(dead, "the session was ended");
        var last = token[^2] == 'A' ? 'B' : 'A';
        await Refused($"{token[..^2]}{last}{token[^1]}", "this is not its secret");
        Assert.Equal(session.LastActivityAt, (await Store.StoredAsync(session.Id)).LastActivityAt);

        async Task Refused(string presented, string why)
        {
            var answer = (await ToolProcess.RunAsync(["validate", .. Store.Connection], presented)).Ended(1);
            Assert.StartsWith("refused: ", answer.Output, StringComparison.Ordinal);
            Assert.Contains(why, answer.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Req", "4.7")]
    [Trait("Req", "4.18")]
    public async Task Cleanup_marks_what_ran_out_and_deletes_what_is_old()
    {
        var old = await Store.SignInLongAgoAsync("dave", TimeSpan.FromHours(30));
        var young = await Store.SignInLongAgoAsync("dave", TimeSpan.FromHours(3));
        var (live, _) = await Store.SignInAsync("dave");

        (await RunAsync("cleanup", "10")).Refused(5, "--yes");
        var marked = (await RunAsync("cleanup", "--mark-only", "--yes", "--json")).Ended(0).Json;
        Assert.Equal((2, 0), (marked.GetProperty("expired").GetInt32(), marked.GetProperty("deleted").GetInt32()));
        Assert.Equal(SessionEndReasons.Expired, (await Store.StoredAsync(young.Id)).Termination!.Reason);
        var deleted = (await RunAsync("cleanup", "10", "--yes")).Ended(0);
        Assert.Contains("deleted 1.", deleted.Output, StringComparison.Ordinal);
        Assert.Null(await Store.Sessions.GetAsync(old.Id));
        Assert.NotNull(await Store.Sessions.GetAsync(young.Id));
        Assert.Null((await Store.StoredAsync(live.Id)).Termination);
    }

    [Fact]
    public async Task The_doctor_finds_all_well()
    {
        await Store.SignInAsync("erin");

        var found = (await RunAsync("doctor", "--json")).Ended(0).Json;

        Assert.True(found.GetProperty("ok").GetBoolean());
        Assert.All(
            found.GetProperty("checks").EnumerateArray(),
            check => Assert.Equal("ok", check.GetProperty("result").GetString())
        );
    }

    private protected Task<ToolResult> RunAsync(params string[] arguments) =>
        ToolProcess.RunAsync([.. arguments, .. Store.Connection]);

    private static IEnumerable<string?> Ids(JsonElement answer) =>
        answer.GetProperty("sessions").EnumerateArray().Select(session => session.GetProperty("id").GetString());
}
