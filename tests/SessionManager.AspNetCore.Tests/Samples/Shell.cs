using System.Diagnostics;

namespace SessionManager.AspNetCore.Tests.Samples;

/// <summary>A shell into which the lines of a page are pasted, one after the other.</summary>
internal static class Shell
{
    public static bool IsCommand(string line) =>
        line.StartsWith("curl ", StringComparison.Ordinal)
        || line.Contains("=$(curl ", StringComparison.Ordinal)
        || line.Contains("=$(cat ", StringComparison.Ordinal);

    /// <summary>What each line answered.</summary>
    public static async Task<IReadOnlyList<string>> PasteAsync(IReadOnlyList<string> lines)
    {
        const string mark = "----- next -----";
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var start = new ProcessStartInfo("sh")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
                WorkingDirectory = folder.FullName,
            };
            using var shell = Process.Start(start)!;
            var output = shell.StandardOutput.ReadToEndAsync();
            foreach (var line in lines)
                await shell.StandardInput.WriteLineAsync($"{line}\necho '{mark}'");
            shell.StandardInput.Close();
            await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            return (await output).Split(mark)[..^1];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The commands of a sample's README, for a sample that listens elsewhere.</summary>
    public static string[] ReadmeOf(string sample, string address, Uri now)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SessionManager.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests stand outside the solution.");
        return
        [
            .. File.ReadLines(Path.Combine(root.FullName, "samples", sample, "README.md"))
                .Where(IsCommand)
                .Select(line => line.Replace(address, now.ToString().TrimEnd('/'), StringComparison.Ordinal)),
        ];
    }
}
