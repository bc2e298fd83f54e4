using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.SignalR;
using SessionManager.AspNetCore.Tests.Hosting;
using SessionManager.Sessions;
using SessionManager.Storage.Caching;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.AspNetCore.Tests.SignalR;

/// <summary>Open hub connections are held to their sessions, on a real Kestrel over real web sockets.</summary>
public sealed partial class SessionHubTests
{
    private const string Over =
        "error: Failed to invoke 'Who' due to an error on the server. HubException: The session is over.";

    /// <summary>An end, other rights or a new secret close the connections of a session at once, and no others.</summary>
    [Theory]
    [InlineData("ended")]
    [InlineData("all ended")]
    [InlineData("roles")]
    [InlineData("rotated")]
    [InlineData("erased")]
    [InlineData("evicted")]
    [Trait("Sec", "18")]
    public async Task A_connection_that_only_listens_is_closed(string what)
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        var (_, others) = await host.OpenAsync("bob");
        await using var client = await ConnectAsync(host, token);
        await using var second = await ConnectAsync(host, token);
        await using var other = await ConnectAsync(host, others);
        Assert.Equal("alice", await client.WhoAsync());
        Assert.Equal("alice", await second.WhoAsync());
        Assert.Equal("bob", await other.WhoAsync());

        switch (what)
        {
            case "ended":
                await host.Sessions.TerminateAsync(session.Id, "admin-1", SessionEndReasons.AdminRevoked);
                break;
            case "all ended":
                await host.Sessions.TerminateAllAsync("alice", "alice", SessionEndReasons.UserLogoutAll);
                break;
            case "roles":
                await host.Sessions.SetRolesAsync(session.Id, ["guest"], null, "admin-1");
                break;
            case "rotated":
                await host.Sessions.RotateAsync(session.Id);
                break;
            case "erased":
                await host.Sessions.EraseUserAsync("alice", "admin-1");
                break;
            default:
                host.Time.Advance(TimeSpan.FromSeconds(1));
                for (var i = 0; i < 10; i++)
                    await host.OpenAsync();
                break;
        }

        await client.ClosedAsync();
        await second.ClosedAsync();
        Assert.Equal("bob", await other.WhoAsync());
    }

    /// <summary>A session that ended where nobody tells of it is noticed by the next call, which is not made.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task A_call_in_a_session_that_is_over_is_refused()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        await using var client = await ConnectAsync(host, token);
        await EndElsewhereAsync(host, session.Id);

        var answer = await client.WhoAsync();

        Assert.True(answer is null or Over, answer);
        await client.ClosedAsync();
    }

    /// <summary>And by the look from time to time, when nothing is called; the end of time as well.</summary>
    [Theory]
    [InlineData(true, 30)]
    [InlineData(false, 30 * 60)]
    [Trait("Sec", "18")]
    public async Task A_session_that_ends_in_silence_is_noticed(bool elsewhere, int seconds)
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        await using var client = await ConnectAsync(host, token);
        Assert.Equal("alice", await client.WhoAsync());
        if (elsewhere)
            await EndElsewhereAsync(host, session.Id);
        var closed = client.ClosedAsync();

        // Again and again: the watch begins some time after the host.
        await host.UntilAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(seconds));
            return new(closed.IsCompleted);
        });

        await closed;
    }

    /// <summary>A change feed brings the word of another host; nobody waits for the look from time to time.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task The_word_of_another_host_closes_at_once()
    {
        var feed = new InProcessChangeFeed();
        await using var host = await StartAsync(services => services.AddSingleton<ISessionChangeFeed>(feed));
        var (session, token) = await host.OpenAsync();
        var (_, others) = await host.OpenAsync("bob");
        await using var client = await ConnectAsync(host, token);
        await using var other = await ConnectAsync(host, others);
        await EndElsewhereAsync(host, session.Id);
        await host.UntilAsync(() => new(feed.Observers > 0));

        await feed.PublishAsync([SessionChange.OfUser("alice", host.Time.GetUtcNow())], CancellationToken.None);

        await client.ClosedAsync();
        Assert.Equal("bob", await other.WhoAsync());
    }

    /// <summary>While the storage is down nobody calls anything, and nobody loses the connection.</summary>
    [Fact]
    [Trait("Sec", "35")]
    public async Task A_storage_that_is_down_refuses_calls_and_closes_nothing()
    {
        await using var host = await StartAsync();
        var (_, token) = await host.OpenAsync();
        await using var client = await ConnectAsync(host, token);
        // A connection is let in after the handshake is answered; this one is to be in by now.
        Assert.Equal("alice", await client.WhoAsync());
        using (host.Storage.Fail(StorageOperation.Find))
        {
            var answer = await client.WhoAsync();
            Assert.Contains("Sessions cannot be reached", answer, StringComparison.Ordinal);
        }

        Assert.Equal("alice", await client.WhoAsync());
    }

    /// <summary>A call is use of the session, as a request is.</summary>
    [Fact]
    public async Task A_call_keeps_the_session_alive()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        await using var client = await ConnectAsync(host, token);
        for (var i = 0; i < 4; i++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal("alice", await client.WhoAsync());
        }

        Assert.Equal(host.Time.GetUtcNow(), (await host.Sessions.GetAsync(session.Id))!.LastActivityAt);
    }

    [Fact]
    [Trait("Req", "1.22")]
    public async Task A_user_who_is_inactive_is_out_with_the_next_call()
    {
        var users = new Users();
        await using var host = await StartAsync(services => services.AddSingleton<ISessionUserValidator>(users));
        var (_, token) = await host.OpenAsync();
        await using var client = await ConnectAsync(host, token);
        users.IsOver = true;

        var answer = await client.WhoAsync();

        Assert.True(answer is null or Over, answer);
        await client.ClosedAsync();
    }

    /// <summary>A hub that needs no session is as before; one that does lets nobody in without.</summary>
    [Fact]
    public async Task Connections_without_a_session_are_left_alone()
    {
        await using var host = await StartAsync();
        await using var client = await HubClient.ConnectAsync(host, "/open");
        Assert.Equal("nobody", await client.WhoAsync());

        await Assert.ThrowsAsync<WebSocketException>(() =>
            HubClient.ConnectAsync(host, "/hub", Credentials.Cookie(Credentials.Unknown()))
        );
    }

    /// <summary>Without web sockets the connection is many requests, and it is held to its session all the same.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task Long_polling_is_held_to_its_session()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        var bearer = Credentials.Bearer(token);
        var begun = await host.PostAsync("/hub/negotiate?negotiateVersion=1", bearer);
        var path = "/hub?id=" + begun.Json().GetProperty("connectionToken").GetString();
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync(path, bearer)).Status);
        await SendAsync(host, path, """{"protocol":"json","version":1}""", bearer);
        Assert.Equal("{}\u001e", (await host.GetAsync(path, bearer)).Body);
        await SendAsync(host, path, """{"type":1,"invocationId":"1","target":"Who","arguments":[]}""", bearer);
        Assert.Contains("\"alice\"", (await host.GetAsync(path, bearer)).Body, StringComparison.Ordinal);

        await host.Sessions.TerminateAsync(session.Id, "admin-1", SessionEndReasons.AdminRevoked);

        // A request of the ended session is refused before it reaches the hub, so another session of the user asks.
        var (_, second) = await host.OpenAsync();
        await host.UntilAsync(async () =>
            (await host.GetAsync(path, Credentials.Bearer(second))).Status
                is HttpStatusCode.NotFound
                    or HttpStatusCode.NoContent
        );
    }

    /// <summary>The connection of a Blazor circuit is one like any other.</summary>
    [Fact]
    [Trait("Sec", "18")]
    public async Task A_Blazor_circuit_is_held_to_its_session()
    {
        await using var host = await TestHost.StartAsync(
            new()
            {
                Before = static builder =>
                {
                    builder.Services.AddServerSideBlazor();
                    builder.Services.AddScoped<CircuitHandler, SessionCircuitHandler>();
                },
                Builder = static sessions => sessions.AddSessionHubFilter(),
                Endpoints = static app => app.MapBlazorHub().RequireSession(),
            }
        );
        var (session, token) = await host.OpenAsync();
        await using var client = await HubClient.ConnectAsync(
            host,
            "/_blazor",
            "blazorpack",
            Credentials.Cookie(token)
        );
        var connections = host.Services.GetRequiredService<SessionHubConnections>();
        await host.UntilAsync(() => new(connections.Has(session.Id)));

        await host.Sessions.TerminateAsync(session.Id, "admin-1", SessionEndReasons.AdminRevoked);

        await client.ClosedAsync();
    }

    /// <summary>What is opened and closed leaves nothing behind.</summary>
    [Fact]
    public async Task A_closed_connection_is_forgotten()
    {
        await using var host = await StartAsync();
        var (session, token) = await host.OpenAsync();
        var connections = host.Services.GetRequiredService<SessionHubConnections>();
        await using (var client = await ConnectAsync(host, token))
        await using (var second = await ConnectAsync(host, token))
        {
            // A connection is noted after the handshake is answered, and before its first call is.
            Assert.Equal("alice", await client.WhoAsync());
            Assert.Equal("alice", await second.WhoAsync());
            Assert.True(connections.Has(session.Id));
        }

        await host.UntilAsync(() => new(!connections.Has(session.Id)));
    }

    /// <summary>SignalR reports no end of a connection whose beginning failed.</summary>
    [Fact]
    public async Task A_connection_that_failed_to_open_is_forgotten()
    {
        var connections = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(services => services.AddSingleton(connections));
        var (session, token) = await host.OpenAsync();
        await using var client = await HubClient.ConnectAsync(host, "/failing", Credentials.Cookie(token));

        await client.ClosedAsync();

        Assert.True(await connections.Task);
        Assert.False(host.Services.GetRequiredService<SessionHubConnections>().Has(session.Id));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3601)]
    public async Task An_interval_that_cannot_work_stops_the_start(double seconds)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestHost.StartAsync(
                new()
                {
                    Before = static builder => builder.Services.AddSignalR(),
                    Builder = sessions =>
                        sessions.AddSessionHubFilter(options => options.CheckInterval = TimeSpan.FromSeconds(seconds)),
                }
            )
        );

        Assert.Contains("CheckInterval", failure.Message, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(Action<IServiceCollection>? after = null) =>
        TestHost.StartAsync(
            new()
            {
                Before = static builder => builder.Services.AddSignalR(static hub => hub.EnableDetailedErrors = true),
                Builder = static sessions => sessions.AddSessionHubFilter(),
                After = after,
                Endpoints = static app =>
                {
                    app.MapHub<EchoHub>("/hub").RequireSession();
                    app.MapHub<EchoHub>("/open");
                    app.MapHub<FailingHub>("/failing").RequireSession();
                },
            }
        );

    private static Task<HubClient> ConnectAsync(TestHost host, string token) =>
        HubClient.ConnectAsync(host, "/hub", Credentials.Cookie(token));

    /// <summary>Ends a session beside this host's manager, as another host does.</summary>
    private static async Task EndElsewhereAsync(TestHost host, SessionId id) =>
        Assert.NotNull(
            await host.Storage.TerminateAsync(
                id,
                new SessionTermination
                {
                    At = host.Time.GetUtcNow(),
                    By = "admin-1",
                    Reason = SessionEndReasons.AdminRevoked,
                },
                CancellationToken.None
            )
        );

    private static async Task SendAsync(TestHost host, string path, string message, (string, string) header)
    {
        var sent = await host.SendBodyAsync(HttpMethod.Post, path, message + '\u001e', header);
        Assert.Equal(HttpStatusCode.OK, sent.Status);
    }

    private sealed class Users : ISessionUserValidator
    {
        public bool IsOver { get; set; }

        public ValueTask<bool> IsValidAsync(SessionUserContext context, CancellationToken cancellationToken) =>
            new(!IsOver);
    }
}
