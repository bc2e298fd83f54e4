using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Mcp.Tests.Hosting;

namespace SessionManager.Mcp.Tests;

[Trait("Req", "0.20")]
public sealed class CallerTests
{
    public static TheoryData<string> Tools => [.. ToolHost.Tools];

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task Nobody_is_denied_before_anything_is_read(string tool)
    {
        await using var host = await ToolHost.StartAsync();
        var session = await host.OpenAsync("alice");
        var calls = host.Storage.TotalCalls;
        SessionCaller?[] nobodies = [SessionCaller.Anonymous, new("", session.Id, ["admin"]), null];
        foreach (var nobody in nobodies)
        {
            host.Caller.Instead = () => nobody!;
            (await host.AskAsync(tool)).AssertFailed("PERMISSION_DENIED");
            (await host.AskAsync(tool, ("session_id", session.Id.ToString()))).AssertFailed("PERMISSION_DENIED");
            (await host.AskAsync(tool, ("user_id", "alice"), ("all", true))).AssertFailed("PERMISSION_DENIED");
            // Nor does nobody learn how a tool is called.
            (await host.AskAsync(tool, ("session_id", 5), ("status", "x"))).AssertFailed("PERMISSION_DENIED");
        }

        Assert.Equal(calls, host.Storage.TotalCalls);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task What_a_client_says_of_itself_makes_nobody_anybody(string tool)
    {
        var boast = new Implementation
        {
            Name = "admin",
            Version = "1",
            Title = "root",
        };
        await using var host = await ToolHost.StartAsync(client: new() { ClientInfo = boast });
        var bobs = await host.OpenAsync("bob");
        var schema = (await host.Client.ListToolsAsync()).Single(t => t.Name == tool).ProtocolTool.OutputSchema!.Value;
        var parameters = new CallToolRequestParams
        {
            Name = tool,
            Arguments = new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal)
            {
                ["session_id"] = System.Text.Json.JsonSerializer.SerializeToElement(bobs.Id.ToString()),
                ["role"] = System.Text.Json.JsonSerializer.SerializeToElement("admin"),
                ["caller"] = System.Text.Json.JsonSerializer.SerializeToElement("root"),
            },
            Meta = new JsonObject
            {
                ["user_id"] = "root",
                ["role"] = "admin",
                ["roles"] = new JsonArray("admin"),
            },
        };

        ToolAnswer.Of(await host.Client.CallToolAsync(parameters), schema).AssertFailed("PERMISSION_DENIED");

        await host.ActAsAsync("alice");
        var answer = ToolAnswer.Of(await host.Client.CallToolAsync(parameters), schema);
        // An argument that is none is refused where one that is missing would widen what is done.
        answer.AssertFailed(tool is "list_sessions" or "delete_session" ? "INVALID_PARAM" : "PERMISSION_DENIED");
        Assert.Null((await host.Sessions.GetAsync(bobs.Id))!.Termination);
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task A_host_that_cannot_say_who_calls_lets_nobody_in(string tool)
    {
        await using var host = await ToolHost.StartAsync();
        var session = await host.OpenAsync("alice");
        var calls = host.Storage.TotalCalls;
        host.Caller.Instead = () => throw new InvalidOperationException("ldap://directory.internal is down");

        var answer = await host.AskAsync(tool, ("session_id", session.Id.ToString()));

        Assert.False(answer.Success);
        Assert.DoesNotContain("ldap", answer.Text, StringComparison.Ordinal);
        Assert.Contains("ldap", host.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(calls, host.Storage.TotalCalls);
    }

    [Fact]
    public async Task The_principal_that_the_transport_authenticated_reaches_the_host()
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new("sub", "alice")], "test"));
        await using var host = await ToolHost.StartAsync(server: server =>
            server.WithMessageFilters(filters =>
                filters.AddIncomingFilter(next =>
                    (context, cancellation) =>
                    {
                        context.User = principal;
                        return next(context, cancellation);
                    }
                )
            )
        );
        await host.AskAsync("list_sessions");
        Assert.Same(principal, host.Caller.Seen);

        await using var plain = await ToolHost.StartAsync();
        await plain.AskAsync("list_sessions");
        Assert.Null(plain.Caller.Seen);
    }

    [Fact]
    public async Task The_accessor_of_the_docs_takes_user_session_and_roles_from_the_principal()
    {
        var caller = new ClaimsCaller();
        var id = Sessions.SessionId.Create("alice");
        var identity = new ClaimsIdentity(
            [new("sub", "alice"), new("sid", id.ToString()), new(ClaimTypes.Role, "admin")],
            "test"
        );

        var known = await caller.GetCallerAsync(new ClaimsPrincipal(identity), CancellationToken.None);
        Assert.Equal(("alice", id), (known.UserId, known.CurrentSession));
        Assert.Equal(["admin"], known.Roles);

        var unproven = new ClaimsPrincipal(new ClaimsIdentity(identity.Claims));
        Assert.True((await caller.GetCallerAsync(unproven, CancellationToken.None)).IsAnonymous);
        Assert.True((await caller.GetCallerAsync(null, CancellationToken.None)).IsAnonymous);
    }
}
