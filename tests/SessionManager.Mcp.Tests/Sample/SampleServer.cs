using System.Diagnostics;
using ModelContextProtocol.Client;

namespace SessionManager.Mcp.Tests.Sample;

/// <summary>The sample as its readers run it: processes of their own, over one SQLite file.</summary>
internal sealed class SampleServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>What the servers wrote to standard error.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Signs in at the keyboard: a process that prints the token and ends.</summary>
    public async Task<string> SignInAsync(string user)
    {
        var start = new ProcessStartInfo(Dotnet)
        {
            ArgumentList = { Program(), "sign-in", user },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Variables(token: null))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    /// <summary>Starts a server for whoever holds the token, and a client that talks to it over stdio.</summary>
    public Task<McpClient> ConnectAsync(string? token) =>
        McpClient.CreateAsync(
            new StdioClientTransport(
                new()
                {
                    Command = Dotnet,
                    Arguments = [Program()],
                    EnvironmentVariables = Variables(token),
                    StandardErrorLines = line =>
                    {
                        lock (Said)
                            Said.Add(line);
                    },
                }
            ),
            new() { InitializationTimeout = Patience }
        );

    public void Dispose()
    {
        // A server that was just told to stop may hold the file for a moment; the system clears its own folder.
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException) { }
    }

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private Dictionary<string, string?> Variables(string? token) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Sessions"] = $"Data Source={Path.Combine(_folder.FullName, "sessions.db")}",
            ["MCP_SESSION_TOKEN"] = token,
            // What a process does for the first time may take a busy machine longer than the usual second.
            ["SessionManager__StorageTimeout"] = "00:01:00",
        };

    /// <summary>Built beside the tests, in the same configuration.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        return Core.Tests.Architecture.Repository.PathOf(
            "samples",
            "McpServer",
            "bin",
            configuration,
            framework,
            "McpServer.dll"
        );
    }
}
