using System.Globalization;

namespace SessionManager.Tests.Servers;

/// <summary>Where PostgreSQL is installed: packages leave its server programs off the PATH.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Parents =
    [
        "/usr/lib/postgresql",
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "/Library/PostgreSQL",
        "/Applications/Postgres.app/Contents/Versions",
    ];

    /// <summary>The folder of <c>initdb</c> and <c>postgres</c>, or null without PostgreSQL.</summary>
    public static string? Folder { get; } =
        OperatingSystem.IsWindows() ? null : Commands.FindFolder(Installed(), "initdb", "postgres");

    public static string Program(string name) => Path.Combine(Folder!, name);

    /// <summary>
    /// The command as a user PostgreSQL agrees to run as, which root is not. Becomes that command, where runuser and su
    /// would stay as its parent and take the signals meant for it.
    /// </summary>
    public static string[] AsServerUser(params string[] command) =>
        Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
            : command;

    private static IEnumerable<string> Installed() =>
        Parents
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .OrderByDescending(folder => Version(Path.GetFileName(folder)))
            .Select(folder => Path.Combine(folder, "bin"));

    // "15", or "postgresql@15" as Homebrew names it.
    private static double Version(string folder) =>
        double.TryParse(
            folder[(folder.IndexOf('@') + 1)..],
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : 0;
}
