using System.Runtime.InteropServices;

namespace SessionManager.Benchmarks.Http.Reporting;

/// <summary>One run of the harness, as it is written to the JSON file.</summary>
internal sealed record BenchmarkReport(
    DateTimeOffset Date,
    string Mode,
    string Set,
    Machine Machine,
    RoundsReport? Pinned,
    RoundsReport? Free,
    IReadOnlyList<PairedReport> Paired
)
{
    public IReadOnlyList<Goal> Goals => Goal.Judge(Set, Pinned, Free, Paired);

    /// <summary>Requests that failed under load: figures of a run with any are not to be used.</summary>
    public long Errors =>
        new[] { Pinned, Free }.Sum(rounds => rounds?.Hosts.Sum(host => host.Median.Errors) ?? 0)
        + Paired.Sum(report => report.Bare.Errors + report.Me.Errors);
}

internal sealed record Machine(int Cores, string Runtime, string System)
{
    public static Machine This { get; } =
        new(
            Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"
        );
}
