namespace SessionManager.Tests.Servers;

/// <summary>The PostgreSQL that the tests of a process share; each test creates a database of its own in it.</summary>
public static class Postgres
{
    internal const string Missing =
        "PostgreSQL is not installed: neither on the PATH nor where packages put it. Run eng/install-servers.sh, or apt-get install postgresql.";

    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => PostgresServer.CreateAsync());

    /// <summary>Whether the server's programs are on this machine.</summary>
    public static bool IsInstalled => PostgresBinaries.Folder is not null;

    /// <summary>Why tests that need the server do not run here; null when they do, be it to fail.</summary>
    public static string? SkipReason => IsInstalled || SkipTest.IsForbidden ? null : Missing;

    /// <summary>
    /// Skips the running test when PostgreSQL is missing, or fails it with <c>CI=true</c>: for the constructor or
    /// <c>InitializeAsync</c> of classes whose tests are inherited.
    /// </summary>
    public static void Require()
    {
        if (!IsInstalled)
            SkipTest.Because(Missing);
    }

    /// <summary>The shared server, started by the first caller. It is nobody's to kill, pause or dispose.</summary>
    public static Task<PostgresServer> GetAsync()
    {
        Require();
        return Shared.Value;
    }
}
