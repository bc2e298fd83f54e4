using SessionManager.Benchmarks.Http.Measuring;

namespace SessionManager.Benchmarks.Http.Reporting;

/// <summary>The columns that every measurement is printed in.</summary>
internal static class SliceTable
{
    /// <summary>Above this share of its one core the generator may be what limits the figure.</summary>
    private const double GeneratorLimit = 0.95;

    /// <summary>Below this share of its one core a saturated host was sharing it with something else.</summary>
    private const double HostLimit = 0.9;

    public static void WriteHead(string title, TextWriter output) =>
        output.WriteLine(
            $"{title, -34}{"req/s", 9}{"/ bare", 8}{"CPU us", 8}{"/ bare", 8}{"B/req", 8}"
                + $"{"p50 us", 8}{"p99 us", 8}{"host", 7}{"gen", 7}{"errors", 8}"
        );

    public static void WriteRow(string name, Slice slice, double? ratio, double? cpuRatio, TextWriter output) =>
        output.WriteLine(
            $"  {name, -32}{slice.RequestsPerSecond, 9:N0}{ratio, 8:F2}{slice.CpuMicroseconds, 8:F1}{cpuRatio, 8:F2}"
                + $"{slice.ManagedBytes, 8:N0}{slice.P50Microseconds, 8:N0}{slice.P99Microseconds, 8:N0}"
                + $"{slice.HostCpu, 7:F2}{slice.GeneratorCpu, 7:F2}{slice.Errors, 8}"
                + (slice.FirstError is null ? string.Empty : $"  {slice.FirstError}")
        );

    /// <summary>Says when a pinned figure is not what it seems.</summary>
    public static void WriteDoubts(IEnumerable<Slice> slices, TextWriter output)
    {
        var all = slices.ToList();
        if (all.Exists(slice => slice.GeneratorCpu > GeneratorLimit))
            output.WriteLine("  ! The generator filled its own core (gen): a host may be faster than it says here.");
        else if (all.Exists(slice => slice.HostCpu < HostLimit))
            output.WriteLine(
                "  ! A host did not get the whole of its core (host): read its CPU columns, not its req/s."
            );
    }
}
