using Microsoft.EntityFrameworkCore;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>The database of a host: the harness makes it and names it in the host's environment.</summary>
internal static class HostDatabase
{
    public const string Variable = "BENCHMARK_DATABASE";

    public static bool IsUsedBy(string host) =>
        host is HostNames.LoadModifySave or HostNames.SessionManagerPostgres or HostNames.SessionManagerPostgresCached;

    /// <exception cref="NotWiredException">The host was started without one.</exception>
    public static void Configure(DbContextOptionsBuilder options) =>
        options
            .UseNpgsql(
                Environment.GetEnvironmentVariable(Variable)
                    ?? throw new NotWiredException(
                        $"it needs a PostgreSQL, named by {Variable}: use --set database or redis"
                    )
            )
            .AddInterceptors(StatementCounter.Instance);
}
