using System.Diagnostics;

namespace SessionManager.Core.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The projects under <c>src</c>.</summary>
    public static IEnumerable<string> Packages() =>
        Directory.EnumerateFiles(PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    /// <summary>The source files below a folder, without what a build made.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            );

    /// <summary>The tracked files; null where the tree is not under version control.</summary>
    public static string[]? TrackedFiles()
    {
        if (!Path.Exists(PathOf(".git")))
            return null;
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SessionManager.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("No SessionManager.sln above the test assembly.");
    }
}
