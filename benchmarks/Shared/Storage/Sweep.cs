using System.Diagnostics;

namespace SessionManager.Benchmarks.Storage;

/// <summary>Batch after batch until one is not full, as the cleanup service does.</summary>
internal static class Sweep
{
    public const int Batch = 1_000;

    /// <summary>How many sessions are due at least: fewer would be a batch or two, and those still pay for compiling.</summary>
    public const int Least = 10_000;

    public static async Task MeasureAsync(Figures figures, string what, int due, Func<ValueTask<int>> sweep)
    {
        var (batches, started, done) = (new Timings(), Stopwatch.GetTimestamp(), 0);
        while (true)
        {
            var count = await batches.TimeAsync(sweep);
            done += count;
            if (count < Batch)
                break;
        }

        if (done != due)
            throw new InvalidOperationException($"{done:N0} rows were found due instead of {due:N0}.");
        figures.Add($"{what}: all {done:N0}", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
        figures.Add($"{what}: a batch of {Batch:N0}", batches);
    }
}
