using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Redis;

/// <summary>
/// A server full of sessions whose time ran out, marked and then deleted in batches as the cleanup service does, while
/// 200 look-ups a second go on at another node.
/// </summary>
internal static class Cleanup
{
    public const string ProbeBefore = "find, 200 a second, before cleanup";
    public const string ProbeDuring = "find, 200 a second, during cleanup";

    public static async Task MeasureAsync(Figures figures, RedisStore store)
    {
        await store.SeedAsync("user", Sweep.Batch, perUser: 2);
        var ids = store.Sample(Sweep.Batch);
        var due = Math.Max(figures.Rows, Sweep.Least);
        await store.SeedAsync("due", due, perUser: 2, endsIn: TimeSpan.FromSeconds(-1));
        var (storage, now) = (store.Storage, TimeProvider.System.GetUtcNow());

        var before = await Probe.DuringAsync(store.OtherNode, ids, () => Task.Delay(TimeSpan.FromSeconds(3)));
        figures.Add(ProbeBefore, before);
        var during = await Probe.DuringAsync(
            store.OtherNode,
            ids,
            async () =>
            {
                await SweepAsync("expire", async () => (await storage.ExpireDueAsync(now, Sweep.Batch, default)).Count);
                await SweepAsync("purge", () => storage.PurgeAsync(now, Sweep.Batch, default));
            }
        );
        figures.Add(ProbeDuring, during);
        figures.Add("longest find during cleanup", during.Longest, "ms");

        async Task SweepAsync(string what, Func<ValueTask<int>> sweep)
        {
            await store.ResetSlowestAsync();
            var cpu = await store.CpuAsync();
            await Sweep.MeasureAsync(figures, what, due, sweep);
            await store.AddSlowestAsync(figures, $"{what}: slowest command");
            figures.Add($"{what}: CPU of the server, a thousand", (await store.CpuAsync() - cpu) / due * 1000, "ms");
        }
    }
}
