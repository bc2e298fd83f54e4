using System.Diagnostics;
using System.Globalization;
using SessionManager.Core.Tests.Architecture;

namespace SessionManager.Cli.Tests.Tool;

/// <summary>The tool as its users have it: packed, and installed from that package alone. Once for all tests.</summary>
internal static class InstalledTool
{
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    public static string Dotnet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath ?? "dotnet";

    /// <summary>The program.</summary>
    public static Task<string> GetAsync() => Installed.Value;

    private static async Task<string> InstallAsync()
    {
        var folder = Directory.CreateTempSubdirectory("session-manager-tool-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        // A version that is nowhere else: no cache of packages can stand in for what was just built.
        var version = string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{Environment.ProcessId}");
        var packages = Path.Combine(folder, "packages");
        await RunAsync(
            "pack",
            Repository.PathOf("src", "SessionManager.Cli", "SessionManager.Cli.csproj"),
            "--no-build",
            "--configuration",
            configuration,
            "--output",
            packages,
            $"-p:PackageVersion={version}"
        );
        var sources = Path.Combine(folder, "nuget.config");
        await File.WriteAllTextAsync(
            sources,
            $"<configuration><packageSources><clear /><add key=\"packed\" value=\"{packages}\" /></packageSources></configuration>"
        );
        var tools = Path.Combine(folder, "tools");
        await RunAsync(
            "tool",
            "install",
            "SessionManager.Cli",
            "--tool-path",
            tools,
            "--version",
            version,
            "--configfile",
            sources
        );
        return Path.Combine(tools, "session-manager");
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Dotnet, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            // Away from the repository's own configuration of packages and tools.
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var printed = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {arguments[0]}: {string.Concat(printed)}");
    }
}
