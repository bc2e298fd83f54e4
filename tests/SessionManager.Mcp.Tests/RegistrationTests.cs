using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;
using SessionManager.Core.Tests.Architecture;
using SessionManager.Mcp.Tests.Hosting;

namespace SessionManager.Mcp.Tests;

[Trait("Req", "0.27")]
public sealed class RegistrationTests
{
    private static readonly JsonSerializerOptions Indented = new(ModelContextProtocol.McpJsonUtilities.DefaultOptions)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Names, descriptions, schemas and annotations are what a model decides by: they change on purpose only.</summary>
    [Fact]
    public async Task The_tools_are_described_as_reviewed()
    {
        await using var host = await ToolHost.StartAsync();
        var tools = (await host.Client.ListToolsAsync()).Select(t => t.ProtocolTool).OrderBy(t => t.Name).ToArray();
        Assert.Equal(ToolHost.Tools, tools.Select(tool => tool.Name));

        var folder = Repository.PathOf("tests", "SessionManager.Mcp.Tests", "Snapshots");
        var approved = Path.Combine(folder, "tools.json");
        var received = Path.Combine(folder, "tools.received.json");
        var now = JsonSerializer.Serialize(tools, Indented) + "\n";
        if (File.Exists(approved) && await File.ReadAllTextAsync(approved) == now)
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, now);
        Assert.Fail($"The tools changed. If it is meant: mv {received} {approved}");
    }

    [Theory]
    [InlineData("list_sessions", true, false, true)]
    [InlineData("get_session", true, false, true)]
    [InlineData("update_session", false, false, false)]
    [InlineData("delete_session", false, true, true)]
    [InlineData("cleanup_expired_sessions", false, true, true)]
    public async Task The_tools_say_what_they_do(string name, bool readOnly, bool destructive, bool idempotent)
    {
        await using var host = await ToolHost.StartAsync();
        var tool = (await host.Client.ListToolsAsync()).Single(t => t.Name == name).ProtocolTool;
        Assert.Equal(readOnly, tool.Annotations!.ReadOnlyHint);
        Assert.Equal(destructive, tool.Annotations.DestructiveHint);
        Assert.Equal(idempotent, tool.Annotations.IdempotentHint);
        Assert.False(tool.Annotations.OpenWorldHint);
    }

    [Fact]
    public async Task A_server_that_does_not_know_who_calls_does_not_start()
    {
        var error = await StartAsync(services => services.AddSessionManager());
        Assert.Contains(nameof(ISessionCallerAccessor), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_session_manager_does_not_start()
    {
        var error = await StartAsync(services => services.AddSingleton<ISessionCallerAccessor, TestCaller>());
        Assert.Contains("AddSessionManager", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_list_of_no_length_or_too_long_is_refused_at_start(int maxListed)
    {
        var error = await StartAsync(
            services =>
            {
                services.AddSessionManager();
                services.AddSingleton<ISessionCallerAccessor, TestCaller>();
            },
            options => options.MaxListed = maxListed
        );
        Assert.Contains("MaxListed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adding_the_tools_twice_adds_them_once()
    {
        var services = new ServiceCollection();
        services.AddMcpServer().WithSessionTools().WithSessionTools(options => options.MaxListed = 7);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(5, provider.GetServices<McpServerTool>().Count());
        Assert.Equal(7, provider.GetRequiredService<IOptions<SessionToolsOptions>>().Value.MaxListed);
    }

    private static async Task<OptionsValidationException> StartAsync(
        Action<IServiceCollection> register,
        Action<SessionToolsOptions>? configure = null
    )
    {
        var builder = Host.CreateApplicationBuilder();
        register(builder.Services);
        builder.Services.AddMcpServer().WithSessionTools(configure);
        using var host = builder.Build();
        return await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }
}
