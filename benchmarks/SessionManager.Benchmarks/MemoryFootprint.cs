using System.Text.Json;

namespace SessionManager.Benchmarks;

/// <summary>What the heap grows by for each session, its user's id aside.</summary>
internal static class MemoryFootprint
{
    /// <summary>A .NET string: header, length, terminator, and two bytes a character, in steps of eight.</summary>
    private static int SizeOf(string text) => (22 + (2 * text.Length) + 7) / 8 * 8;

    public static async Task MeasureAsync(int sessions)
    {
        using var host = SessionHost.Create(users: 1);
        var strings = 0L;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= sessions; i++)
        {
            var user = SessionHost.UserName(i);
            strings += SizeOf(user);
            host.Open(user);
        }

        GC.Collect();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        var beyond = (double)(grown - strings) / sessions;
        Console.WriteLine(
            $"{sessions:N0} sessions of as many users: {beyond:F0} bytes a session beyond its own strings"
        );
        Console.WriteLine("(goal of the memory storage: at most 700)");
        var path = Path.Combine("artifacts", "benchmarks", "memory.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(
            path,
            JsonSerializer.Serialize(
                new Dictionary<string, double> { ["sessions"] = sessions, ["bytes_each"] = beyond }
            )
        );
        GC.KeepAlive(host);
    }
}
