using SessionManager.Core.Tests.Fixtures;
using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Core.Tests.Management;

/// <summary>The own-or-admin rule: every caller, every operation, every session.</summary>
[Trait("Sec", "21")]
[Trait("Req", "0.20")]
public class CallerSessionsTests
{
    private static readonly Dictionary<string, Func<ICallerSessions, SessionId, Task<SessionResult>>> OnOne = new(
        StringComparer.Ordinal
    )
    {
        ["get"] = async (c, id) => await c.GetAsync(id),
        ["touch"] = async (c, id) => await c.TouchAsync(id),
        ["extend"] = async (c, id) => await c.ExtendAsync(id, TimeSpan.FromMinutes(1)),
        ["metadata"] = async (c, id) => await c.SetMetadataAsync(id, SessionMetadata.Empty.With("a", "1")),
        ["rename"] = async (c, id) => await c.RenameAsync(id, "Work"),
        ["terminate"] = async (c, id) => await c.TerminateAsync(id),
    };

    public static TheoryData<string, string, string, SessionOutcome> Matrix
    {
        get
        {
            var data = new TheoryData<string, string, string, SessionOutcome>();
            foreach (var operation in OnOne.Keys)
            {
                foreach (var nobody in new[] { "anonymous", "empty" })
                {
                    data.Add(nobody, operation, "own", SessionOutcome.Denied);
                    data.Add(nobody, operation, "other", SessionOutcome.Denied);
                    data.Add(nobody, operation, "missing", SessionOutcome.Denied);
                }

                data.Add("user", operation, "own", SessionOutcome.Success);
                data.Add("user", operation, "other", SessionOutcome.Denied);
                data.Add("user", operation, "missing", SessionOutcome.NotFound);
                data.Add("admin", operation, "own", SessionOutcome.Success);
                data.Add("admin", operation, "other", SessionOutcome.Success);
                data.Add("admin", operation, "missing", SessionOutcome.NotFound);
            }

            return data;
        }
    }

    [Theory]
    [Trait("Req", "D")]
    [MemberData(nameof(Matrix))]
    public async Task The_rule_holds_for_one_session(
        string who,
        string operation,
        string whose,
        SessionOutcome expected
    )
    {
        await using var host = SessionHost.Create();
        var (own, ownToken) = await host.SignInAsync("alice");
        var (other, otherToken) = await host.SignInAsync("bob");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var calls = host.Storage.TotalCalls;
        var audited = host.Audit.Events.Length;
        var id = whose switch
        {
            "own" => own.Id,
            "other" => other.Id,
            _ => SessionId.Create("alice"),
        };

        var result = await OnOne[operation](host.Sessions.For(Caller(who, own.Id)), id);

        Assert.Equal(expected, result.Outcome);
        if (who is "anonymous" or "empty")
            Assert.Equal(calls, host.Storage.TotalCalls);
        if (expected == SessionOutcome.Success)
            return;
        Assert.Equal(own, await host.StoredAsync(own.Id));
        Assert.Equal(other, await host.StoredAsync(other.Id));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(ownToken));
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(otherToken));
        Assert.Equal(audited, host.Audit.Events.Length);
        Assert.Null(((dynamic)result).Value);
    }

    [Theory]
    [InlineData("anonymous", null, SessionOutcome.Denied, 0)]
    [InlineData("anonymous", "alice", SessionOutcome.Denied, 0)]
    [InlineData("empty", "", SessionOutcome.Denied, 0)]
    [InlineData("empty", null, SessionOutcome.Denied, 0)]
    [InlineData("user", null, SessionOutcome.Success, 2)]
    [InlineData("user", "alice", SessionOutcome.Success, 2)]
    [InlineData("user", "bob", SessionOutcome.Denied, 0)]
    [InlineData("user", "ALICE", SessionOutcome.Denied, 0)]
    [InlineData("user", "", SessionOutcome.Invalid, 0)]
    [InlineData("admin", null, SessionOutcome.Success, 3)]
    [InlineData("admin", "bob", SessionOutcome.Success, 1)]
    [InlineData("admin", "", SessionOutcome.Invalid, 0)]
    [Trait("Req", "D")]
    public async Task A_caller_lists_their_own_and_an_admin_anybodys(
        string who,
        string? filter,
        SessionOutcome expected,
        int count
    )
    {
        await using var host = SessionHost.Create();
        var (own, _) = await host.SignInAsync("alice");
        await host.SignInAsync("alice");
        await host.SignInAsync("bob");
        var calls = host.Storage.TotalCalls;

        var result = await host
            .Sessions.For(Caller(who, own.Id))
            .QueryAsync(new() { Filters = new() { UserId = filter } });

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(count, result.Value?.Sessions.Count ?? 0);
        if (!result.Succeeded)
            Assert.Equal(calls, host.Storage.TotalCalls);
        if (who == "user" && result.Succeeded)
            Assert.All(result.Value!.Sessions, session => Assert.Equal("alice", session.UserId));
    }

    [Fact]
    public async Task Other_filters_do_not_lift_the_rule()
    {
        await using var host = SessionHost.Create();
        await host.SignInAsync("bob", r => r with { IpAddress = "192.0.2.7" });

        var result = await host
            .Sessions.For(new("alice", null, []))
            .QueryAsync(new() { Filters = new() { IpAddress = "192.0.2.7" } });

        Assert.Empty(result.Value!.Sessions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_size_out_of_bounds_is_a_result(int limit)
    {
        await using var host = SessionHost.Create();

        var result = await host.Sessions.For(new("alice", null, [])).QueryAsync(new() { Limit = limit });

        Assert.Equal((SessionOutcome.Invalid, "limit"), (result.Outcome, result.Error?.Field));
    }

    [Theory]
    [InlineData("anonymous", null, SessionOutcome.Denied, 0)]
    [InlineData("empty", "", SessionOutcome.Denied, 0)]
    [InlineData("user", null, SessionOutcome.Success, 1)]
    [InlineData("user", "alice", SessionOutcome.Success, 1)]
    [InlineData("user", "bob", SessionOutcome.Denied, 0)]
    [InlineData("user", "", SessionOutcome.Denied, 0)]
    [InlineData("admin", "bob", SessionOutcome.Success, 1)]
    [InlineData("admin", "", SessionOutcome.Invalid, 0)]
    public async Task A_caller_ends_all_their_own_and_an_admin_anybodys(
        string who,
        string? userId,
        SessionOutcome expected,
        int count
    )
    {
        await using var host = SessionHost.Create();
        var (current, currentToken) = await host.SignInAsync("alice");
        await host.SignInAsync("alice");
        await host.SignInAsync("bob");
        var calls = host.Storage.TotalCalls;

        var result = await host.Sessions.For(Caller(who, current.Id)).TerminateAllAsync(userId);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(count, result.Value);
        Assert.Equal(SessionVerdictReason.Valid, await host.JudgeAsync(currentToken));
        if (!result.Succeeded)
            Assert.Equal(calls + 1, host.Storage.TotalCalls);
    }

    private static SessionCaller Caller(string who, SessionId? current) =>
        who switch
        {
            "anonymous" => SessionCaller.Anonymous,
            "empty" => new("", current, ["admin"]),
            "user" => new("alice", current, ["guest"]),
            _ => new("alice", current, ["guest", "admin"]),
        };
}
