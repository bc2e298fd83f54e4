using SessionManager.Benchmarks.Storage;

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

    public static async Task MeasureAsync(Measured measured)
    {
        await measured.Seed.LiveAsync("user", Sweep.Batch, perUser: 2);
        var ids = await measured.Seed.SampleAsync(Sweep.Batch);
        var due = Math.Max(measured.Figures.Rows, Sweep.Least);
        await measured.Seed.DueAsync(due);
        var (store, now) = (measured.Store, TimeProvider.System.GetUtcNow());
        measured.Figures.Add(
            ProbeBefore,
            await Probe.DuringAsync(store.Storage, ids, () => Task.Delay(TimeSpan.FromSeconds(3)))
        );
        var during = await Probe.DuringAsync(
            store.Storage,
            ids,
            async () =>
            {
                await SweepAsync(
                    measured,
                    due,
                    "expire",
                    SlowestExpiry,
                    async () => (await store.Watched.ExpireDueAsync(now, Sweep.Batch, default)).Count
                );
                await SweepAsync(
                    measured,
                    due,
                    "purge",
                    SlowestPurge,
                    () => store.Watched.PurgeAsync(now, Sweep.Batch, default)
                );
            }
        );
        measured.Figures.Add(ProbeDuring, during);
    }

    private static async Task SweepAsync(
        Measured measured,
        int due,
        string what,
        string slowest,
        Func<ValueTask<int>> sweep
    )
    {
        var (log, figures) = (measured.Store.Statements, measured.Figures);
        log.Clear();
        await Sweep.MeasureAsync(figures, what, due, sweep);
        figures.Add(slowest, log.SlowestMilliseconds, "ms");
        figures.Report.Note($"{figures.On}, {figures.Rows:N0}, {slowest}", log.SlowestText);
    }
}
