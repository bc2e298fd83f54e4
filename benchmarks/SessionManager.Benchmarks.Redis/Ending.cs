using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Redis;

/// <summary>"Sign out everywhere" of users with 10,000 sessions, while requests go on at the same node and at another.</summary>
internal static class Ending
{
    public const string StallHere = "longest find meanwhile, same node";
    public const string StallElsewhere = "longest find meanwhile, another node";

    public static async Task MeasureAsync(Figures figures, RedisStore store)
    {
        await store.SeedAsync("many", EndAll.Users * EndAll.SessionsOfUser, EndAll.SessionsOfUser);
        var ids = store.Sample(1_000);
        var idle = await Probe.DuringAsync(store.OtherNode, ids, () => Task.Delay(TimeSpan.FromSeconds(3)));
        figures.Add("find, 200 a second, before it", idle);
        figures.Add("longest find before it", idle.Longest, "ms");

        await store.ResetSlowestAsync();
        var cpu = await store.CpuAsync();
        Timings? elsewhere = null;
        var here = await Probe.DuringAsync(
            store.Storage,
            ids,
            async () =>
                elsewhere = await Probe.DuringAsync(
                    store.OtherNode,
                    ids,
                    () => EndAll.MeasureAsync(figures, store.Storage, "many")
                )
        );
        figures.Add(StallHere, here.Longest, "ms");
        figures.Add(StallElsewhere, elsewhere!.Longest, "ms");
        await store.AddSlowestAsync(figures, "end all: slowest command");
        figures.Add("end all: CPU of the server, a user", (await store.CpuAsync() - cpu) / EndAll.Users, "ms");
    }
}
