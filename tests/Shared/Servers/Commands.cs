using System.Diagnostics;

namespace SessionManager.Tests.Servers;

/// <summary>Programs a server needs: where they are, and running one to its end.</summary>
internal static class Commands
{
    /// <summary>The first folder that holds all of <paramref name="programs"/>, of <paramref name="folders"/> and then of PATH.</summary>
    public static string? FindFolder(IEnumerable<string> folders, params string[] programs) =>
        folders
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder =>
                folder.Length > 0 && programs.All(program => File.Exists(Path.Combine(folder, program)))
            );

    public static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            // Another user's program may not read the folder the tests run in.
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var printed = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{string.Join(' ', command)} ended with {process.ExitCode}:\n{string.Concat(printed)}"
            );
        }
    }
}
