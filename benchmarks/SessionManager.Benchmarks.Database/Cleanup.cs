using System.Diagnostics;

namespace SessionManager.Benchmarks.Database;

/// <summary>
/// A table full of sessions whose time ran out, marked and then deleted in batches as the cleanup service does, while 200
/// look-ups a second go on.
/// </summary>
internal static class Cleanup
{
    public const string SlowestExpiry = "expire: slowest statement";
    public const string SlowestPurge = "purge: slowest statement";
    public const string ProbeBefore = "find, 200 a second, before cleanup";
    public const string ProbeDuring = "find, 200 a second, during cleanup";

    private const int Batch = 1_000;
    private const int ProbeWarmUp = 100;

    // Fewer would be a batch or two, and those still pay for compiling the queries.
    private const int Least = 10_000;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(5);

    public static async Task MeasureAsync(Measured measured)
    {
        await measured.Seed.LiveAsync("user", Batch, perUser: 2);
        var due = Math.Max(measured.Rows, Least);
        await measured.Seed.DueAsync(due);
        var (storage, now) = (measured.Store.Watched, TimeProvider.System.GetUtcNow());
        measured.Add(
            ProbeBefore,
            await ProbeAsync(measured, cancellation => Task.Delay(TimeSpan.FromSeconds(3), cancellation))
        );
        var during = await ProbeAsync(
            measured,
            async _ =>
            {
                await SweepAsync(
                    measured,
                    due,
                    "expire",
                    SlowestExpiry,
                    async () => (await storage.ExpireDueAsync(now, Batch, default)).Count
                );
                await SweepAsync(measured, due, "purge", SlowestPurge, () => storage.PurgeAsync(now, Batch, default));
            }
        );
        measured.Add(ProbeDuring, during);
    }

    private static async Task SweepAsync(
        Measured measured,
        int due,
        string what,
        string slowest,
        Func<ValueTask<int>> sweep
    )
    {
        var log = measured.Store.Statements;
        log.Clear();
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
        measured.Add($"{what}: all {done:N0}", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
        measured.Add($"{what}: a batch of {Batch:N0}", batches);
        measured.Add(slowest, log.SlowestMilliseconds, "ms");
        measured.Report.Note($"{measured.Store.Target.Name}, {measured.Rows:N0}, {slowest}", log.SlowestText);
    }

    private static async Task<Timings> ProbeAsync(Measured measured, Func<CancellationToken, Task> work)
    {
        var ids = await measured.Seed.SampleAsync(Batch);
        using var over = new CancellationTokenSource();
        var probe = Task.Run(async () =>
        {
            var timings = new Timings();
            using var turn = new PeriodicTimer(ProbeInterval);
            for (var i = 0; i < 2 * ProbeWarmUp || !over.IsCancellationRequested; i++)
            {
                if (i == ProbeWarmUp)
                    timings = new Timings();
                await turn.WaitForNextTickAsync();
                await timings.TimeAsync(() => measured.Store.Storage.FindAsync(ids[i % ids.Length], default));
            }

            return timings;
        });
        try
        {
            await work(default);
        }
        finally
        {
            await over.CancelAsync();
        }

        return await probe;
    }
}
