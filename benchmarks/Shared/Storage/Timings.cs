using System.Diagnostics;

namespace SessionManager.Benchmarks.Storage;

/// <summary>How long single calls took, in milliseconds.</summary>
internal sealed class Timings
{
    private readonly List<double> _milliseconds = [];

    public double Median => At(0.5);

    public double P99 => At(0.99);

    public double Longest => At(1);

    public async Task<T> TimeAsync<T>(Func<ValueTask<T>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await call();
        _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }

    /// <summary>Two calls in turn, the first rounds of which do not count: neighbours share the minute of the machine.</summary>
    public static async Task<(Timings First, Timings Second)> InTurnAsync(
        int warmUp,
        int rounds,
        Func<ValueTask<bool>> first,
        Func<ValueTask<bool>> second
    )
    {
        var (one, other) = (new Timings(), new Timings());
        for (var round = -warmUp; round < rounds; round++)
        {
            if (round == 0)
                (one, other) = (new Timings(), new Timings());
            if (!await one.TimeAsync(first) || !await other.TimeAsync(second))
                throw new InvalidOperationException("A call did not do what it was measured for.");
        }

        return (one, other);
    }

    private double At(double place) => _milliseconds.Order().ElementAt((int)(place * (_milliseconds.Count - 1)));
}
