namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>
/// One uninterrupted stretch of load on one path of one host. Bytes and processor time are the host's, a request;
/// <c>Statements</c> those it sent to its database, and <c>Redis</c> what its Redis did for it; <c>GeneratorCpu</c> is how many cores the load generator used.
/// </summary>
internal sealed record Slice(
    double RequestsPerSecond,
    double ManagedBytes,
    double CpuMicroseconds,
    double Statements,
    RedisUse? Redis,
    double P50Microseconds,
    double P99Microseconds,
    double GeneratorCpu,
    long Errors,
    string? FirstError
)
{
    /// <summary>
    /// Cores the host used. Pinned, with headroom in the generator, it is 1: anything less was taken by another process.
    /// </summary>
    public double HostCpu => RequestsPerSecond * CpuMicroseconds / 1_000_000;

    /// <summary>The median of each figure by itself, and the sum of the errors.</summary>
    public static Slice Median(IReadOnlyCollection<Slice> slices) =>
        new(
            Quantile.Median(slices.Select(slice => slice.RequestsPerSecond)),
            Quantile.Median(slices.Select(slice => slice.ManagedBytes)),
            Quantile.Median(slices.Select(slice => slice.CpuMicroseconds)),
            Quantile.Median(slices.Select(slice => slice.Statements)),
            RedisUse.Median(slices.Select(slice => slice.Redis)),
            Quantile.Median(slices.Select(slice => slice.P50Microseconds)),
            Quantile.Median(slices.Select(slice => slice.P99Microseconds)),
            Quantile.Median(slices.Select(slice => slice.GeneratorCpu)),
            slices.Sum(slice => slice.Errors),
            slices.Select(slice => slice.FirstError).FirstOrDefault(error => error is not null)
        );
}
