using SessionManager.Benchmarks.Http.Measuring;

namespace SessionManager.Benchmarks.Http.Reporting;

/// <summary>
/// One host against the untouched branch of its own process. The ratio is that of the throughput of <c>/me</c> to that of
/// <c>/bare</c>: median, first and third quartile over the pairs.
/// </summary>
internal sealed record PairedReport(
    string Host,
    double Ratio,
    double RatioLow,
    double RatioHigh,
    double AddedCpuMicroseconds,
    double AddedBytes,
    Slice Bare,
    Slice Me,
    IReadOnlyList<double> Ratios
)
{
    public static PairedReport Of(string host, IReadOnlyList<Slice> bare, IReadOnlyList<Slice> me)
    {
        var pairs = bare.Zip(me).ToList();
        List<double> ratios = [.. pairs.Select(pair => pair.Second.RequestsPerSecond / pair.First.RequestsPerSecond)];
        return new PairedReport(
            host,
            Quantile.Median(ratios),
            Quantile.Of(ratios, 0.25),
            Quantile.Of(ratios, 0.75),
            Quantile.Median(pairs.Select(pair => pair.Second.CpuMicroseconds - pair.First.CpuMicroseconds)),
            Quantile.Median(pairs.Select(pair => pair.Second.ManagedBytes - pair.First.ManagedBytes)),
            Slice.Median(bare),
            Slice.Median(me),
            ratios
        );
    }
}
