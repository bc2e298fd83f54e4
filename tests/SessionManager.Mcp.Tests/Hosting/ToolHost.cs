using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SessionManager.Management;
using SessionManager.Sessions;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Logging;
using SessionManager.Testing.Storage;

namespace SessionManager.Mcp.Tests.Hosting;

/// <summary>A server and a client in one process, a pipe between them, over storage that counts and fails when told to.</summary>
internal sealed class ToolHost : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Tools =
    [
        "cleanup_expired_sessions",
        "delete_session",
        "get_session",
        "list_sessions",
        "update_session",
    ];

    private readonly IHost _host;
    private readonly ConcurrentQueue<string> _answers = new();

    private ToolHost(IHost host, McpClient client, TestParts parts)
    {
        _host = host;
        Client = client;
        (Storage, Time, Logs, Caller) = parts;
    }

    public McpClient Client { get; }

    public FaultInjectingSessionStorage Storage { get; }

    public ManualTimeProvider Time { get; }

    public CapturingLoggerProvider Logs { get; }

    public TestCaller Caller { get; }

    public ISessionManager Sessions => _host.Services.GetRequiredService<ISessionManager>();

    /// <summary>All that any tool has answered.</summary>
    public string Answers => string.Join('\n', _answers);

    public static async Task<ToolHost> StartAsync(
        Action<SessionToolsOptions>? configure = null,
        Action<IMcpServerBuilder>? server = null,
        McpClientOptions? client = null
    )
    {
        var parts = new TestParts(new(new MemorySessionStorage()), new(), new(), new());
        var (requests, replies) = (new Pipe(), new Pipe());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(parts.Logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(parts.Time);
        builder.Services.AddSingleton<ISessionCallerAccessor>(parts.Caller);
        builder
            .Services.AddSessionManager(options =>
            {
                options.Cleanup.Enabled = false;
                options.DefaultPolicy.IdleAfter = TimeSpan.FromMinutes(10);
                options.StorageTimeout = TimeSpan.FromSeconds(30);
            })
            .UseStorage(_ => parts.Storage);
        var mcp = builder
            .Services.AddMcpServer()
            .WithStreamServerTransport(requests.Reader.AsStream(), replies.Writer.AsStream())
            .WithSessionTools(configure);
        server?.Invoke(mcp);
        var host = builder.Build();
        await host.StartAsync();
        var transport = new StreamClientTransport(requests.Writer.AsStream(), replies.Reader.AsStream());
        return new ToolHost(host, await McpClient.CreateAsync(transport, client), parts);
    }

    public async Task<UserSession> OpenAsync(string user = "alice", params string[] roles) =>
        (await SignInAsync(user, roles)).Session;

    public async Task<(UserSession Session, string Token)> SignInAsync(string user, params string[] roles)
    {
        var created = await Sessions.CreateAsync(
            new SessionCreateRequest(user)
            {
                Roles = roles,
                IpAddress = "192.0.2.7",
                UserAgent = "agent",
                Metadata = SessionMetadata.Empty.With("hidden", "canary-of-the-host"),
            }
        );
        Assert.True(created.Succeeded);
        return (created.Session, created.Tokens.Token);
    }

    /// <summary>Opens a session and calls from it.</summary>
    public async Task<UserSession> ActAsAsync(string user, params string[] roles)
    {
        var session = await OpenAsync(user, roles);
        Caller.Is = SessionCaller.Of(session);
        return session;
    }

    public async Task<ToolAnswer> AskAsync(string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await ToolAnswer.AskAsync(Client, tool, arguments.ToDictionary(a => a.Name, a => a.Value));
        _answers.Enqueue(answer.Text);
        return answer;
    }

    public async Task<SessionStatus> StatusAsync(UserSession session) =>
        (await Sessions.GetAsync(session.Id))!.StatusAt(Time.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
    }

    internal sealed record TestParts(
        FaultInjectingSessionStorage Storage,
        ManualTimeProvider Time,
        CapturingLoggerProvider Logs,
        TestCaller Caller
    );
}
