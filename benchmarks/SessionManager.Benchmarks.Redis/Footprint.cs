using System.Diagnostics;
using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Redis;

/// <summary>Fills the server, and says what that took of its memory.</summary>
internal static class Footprint
{
    private const int SampledValues = 200;

    public static async Task MeasureAsync(Figures figures, RedisStore store)
    {
        // The scripts and what a first sign-in leaves behind are of no session.
        await store.SeedAsync("first", 1, perUser: 1, endsIn: TimeSpan.FromHours(1));
        var before = await store.InfoAsync("used_memory");
        var started = Stopwatch.GetTimestamp();
        await store.SeedAsync("user", figures.Rows, perUser: 2);
        figures.Add("filling it", figures.Rows / Stopwatch.GetElapsedTime(started).TotalSeconds, "logins/s");
        figures.Add(
            "used_memory a session, two of each user",
            (await store.InfoAsync("used_memory") - before) / figures.Rows,
            "bytes"
        );
        var lengths = await Task.WhenAll(
            Reads.Keys(store.Database, SampledValues).Select(key => store.Database.StringLengthAsync(key))
        );
        figures.Add("its value of that", lengths.Average(), "bytes");
    }
}
