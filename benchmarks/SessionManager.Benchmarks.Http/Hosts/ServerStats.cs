using SessionManager.Benchmarks.Http.Hosts.Database;

namespace SessionManager.Benchmarks.Http.Hosts;

/// <summary>What a host process has used since it started; the difference of two is the cost of a slice.</summary>
internal sealed record ServerStats(long AllocatedBytes, double CpuMicroseconds, long Statements)
{
    public const string Path = "/_stats";

    // The imprecise count is short of one allocation context a thread: nothing against a slice, and it stops no thread.
    public static ServerStats Read() =>
        new(
            GC.GetTotalAllocatedBytes(precise: false),
            Environment.CpuUsage.TotalTime.TotalMicroseconds,
            StatementCounter.Count
        );
}
