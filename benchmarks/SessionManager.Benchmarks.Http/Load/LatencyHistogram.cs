using System.Numerics;

namespace SessionManager.Benchmarks.Http.Load;

/// <summary>
/// Microseconds in buckets that widen with the value: 32 to each power of two, so a percentile is within 3 %, and
/// recording is two shifts and an increment.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int Exact = 64;
    private const int StepsBits = 5;
    private const int LargestPower = 25;

    private readonly long[] _buckets = new long[Exact + ((LargestPower - 5) << StepsBits)];

    public long Count { get; private set; }

    public void Record(TimeSpan latency)
    {
        _buckets[BucketOf((ulong)latency.TotalMicroseconds)]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] += other._buckets[i];
        Count += other.Count;
    }

    /// <summary>In microseconds; 0 when nothing was recorded.</summary>
    public double Percentile(double share)
    {
        var rank = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _buckets.Length; i++)
        {
            rank -= _buckets[i];
            if (rank <= 0)
                return Count == 0 ? 0 : LowerBoundOf(i);
        }

        return LowerBoundOf(_buckets.Length - 1);
    }

    private static int BucketOf(ulong microseconds)
    {
        if (microseconds < Exact)
            return (int)microseconds;
        var power = BitOperations.Log2(microseconds);
        if (power > LargestPower)
            return Exact + ((LargestPower - 5) << StepsBits) - 1;
        var step = (int)(microseconds >> (power - StepsBits)) & ((1 << StepsBits) - 1);
        return Exact + ((power - 6) << StepsBits) + step;
    }

    private static long LowerBoundOf(int bucket)
    {
        if (bucket < Exact)
            return bucket;
        var power = ((bucket - Exact) >> StepsBits) + 6;
        var step = (bucket - Exact) & ((1 << StepsBits) - 1);
        return (1L << power) + ((long)step << (power - StepsBits));
    }
}
