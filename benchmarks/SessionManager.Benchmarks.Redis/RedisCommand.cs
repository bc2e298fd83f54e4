using SessionManager.Benchmarks.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Redis;

/// <summary>The storage of SessionManager.Redis, measured operation by operation on a private Redis.</summary>
internal static class RedisCommand
{
    private const string Usage = "Usage: [--rows 1000,100000]";
    private static readonly int[] AllRows = [1_000, 100_000, 1_000_000];

    /// <summary>Gives 2 on wrong arguments or without Redis; a missed goal is not a failure.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!SharedRedis.IsInstalled)
            return await RefuseAsync(SharedRedis.Missing);
        var rows = AllRows;
        switch (args)
        {
            case []:
                break;
            case ["--rows", var given]:
                rows = [.. given.Split(',').Select(int.Parse)];
                break;
            default:
                return await RefuseAsync(Usage);
        }

        var report = new FigureReport();
        foreach (var count in rows.Order())
        {
            var figures = new Figures(report, "Redis", count);
            await using (var store = await RedisStore.OpenAsync())
                await MeasureAsync(figures, store);
            await using (var store = await RedisStore.OpenAsync())
                await Cleanup.MeasureAsync(figures, store);
        }

        await report.FinishAsync("redis.json", RedisGoals.Judge);
        return 0;
    }

    private static async Task MeasureAsync(Figures figures, RedisStore store)
    {
        await Footprint.MeasureAsync(figures, store);
        await Reads.MeasureAsync(figures, store);
        await store.ResetSlowestAsync();
        var cpu = await store.CpuAsync();
        await Touches.MeasureAsync(figures, store.Storage, store.Sample(Touches.Batch));
        figures.Add("touch: CPU of the server, a batch", (await store.CpuAsync() - cpu) / Touches.Batches, "ms");
        await store.AddSlowestAsync(figures, "touch: slowest command");

        await store.SeedAsync("small", Pages.SmallUser, perUser: Pages.SmallUser);
        await store.SeedAsync("large", Pages.LargeUser, perUser: Pages.LargeUser);
        await Pages.MeasureAsync(figures, store.Storage, "small-0", "large-0");
        await Logins.MeasureAsync(figures, store.Storage);
        await Ending.MeasureAsync(figures, store);
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }
}
