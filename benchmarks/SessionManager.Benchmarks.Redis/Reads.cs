using System.Diagnostics;
using SessionManager.Benchmarks.Storage;
using SessionManager.Sessions;
using StackExchange.Redis;

namespace SessionManager.Benchmarks.Redis;

/// <summary>Looking sessions up, one after another and 64 at once, beside the same GET without anything of ours.</summary>
internal static class Reads
{
    public const string Find = "find";
    public const string Together = "find, 64 at once";

    private const int WarmUp = 500;
    private const int Finds = 2_000;
    private const int Parallel = 64;
    private const int Rounds = 5;
    private const int FindsOfRound = 40_000;

    public static async Task MeasureAsync(Figures figures, RedisStore store)
    {
        var keys = Keys(store.Database, WarmUp + Finds);
        var ids = store.Sample(WarmUp + Finds);
        var (raw, find) = (0, 0);
        var (ofRaw, ofFind) = await Timings.InTurnAsync(
            WarmUp,
            Finds,
            async () => (await store.Database.StringGetAsync(keys[raw++ % keys.Length])).HasValue,
            async () => await store.Storage.FindAsync(ids[find++ % ids.Length], default) is not null
        );
        figures.Add("the same GET by the client", ofRaw);
        figures.Add(Find, ofFind);

        await TogetherAsync(figures, "the same GET by the client, 64 at once", i => GetAsync(store, keys, i));
        var hot = store.Sample(1_000);
        await TogetherAsync(figures, $"{Together}, of 1,000 sessions", i => FindAsync(store, hot, i));
        var all = store.Sample((Rounds + 1) * FindsOfRound);
        await TogetherAsync(figures, Together, i => FindAsync(store, all, i));
    }

    /// <summary>Keys of sessions as a scan comes upon them, which is in no order.</summary>
    public static RedisKey[] Keys(IDatabase database, int count)
    {
        var server = database.Multiplexer.GetServer(database.Multiplexer.GetEndPoints()[0]);
        return [.. server.Keys(pattern: "*:s:*", pageSize: 1_000).Take(count)];
    }

    private static async Task TogetherAsync(Figures figures, string what, Func<int, ValueTask<bool>> call)
    {
        var rates = new List<double>();
        var (cpu, bytes) = (TimeSpan.Zero, 0L);
        for (var round = 0; round <= Rounds; round++)
        {
            // The first is warm-up.
            if (round == 1)
                (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            var started = Stopwatch.GetTimestamp();
            var next = round * FindsOfRound;
            var end = next + FindsOfRound;
            await Task.WhenAll(
                Enumerable
                    .Range(0, Parallel)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            for (var i = Interlocked.Increment(ref next); i <= end; i = Interlocked.Increment(ref next))
                            {
                                if (!await call(i))
                                    throw new InvalidOperationException("A live session was not found.");
                            }
                        })
                    )
            );
            if (round > 0)
                rates.Add(FindsOfRound / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var finds = (double)Rounds * FindsOfRound;
        figures.Add(what, rates.Order().ElementAt(rates.Count / 2), "finds/s");
        figures.Add(
            "  CPU of this process, each",
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / finds,
            "us"
        );
        figures.Add("  managed bytes, each", (GC.GetTotalAllocatedBytes() - bytes) / finds, "bytes");
    }

    private static async ValueTask<bool> GetAsync(RedisStore store, RedisKey[] keys, int i) =>
        (await store.Database.StringGetAsync(keys[i % keys.Length])).HasValue;

    private static async ValueTask<bool> FindAsync(RedisStore store, SessionId[] ids, int i) =>
        await store.Storage.FindAsync(ids[i % ids.Length], default) is not null;
}
