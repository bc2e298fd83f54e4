using System.Security.Cryptography;
using System.Text.Json;

namespace SessionManager.Benchmarks;

/// <summary>
/// A warm validation over the one SHA-256 it cannot do without, in alternating slices of one process: on a machine whose
/// speed changes by the minute, the ratio of neighbours is what holds still.
/// </summary>
internal static class ValidateRatio
{
    private const int Pairs = 41;
    private const int Slice = 50_000;
    private const int Stride = 7919;

    public static async Task MeasureAsync()
    {
        var results = new List<Dictionary<string, double>>();
        foreach (var sessions in new[] { 1_000, 100_000, 1_000_000 })
            results.Add(Measure(sessions));
        var path = Path.Combine("artifacts", "benchmarks", "validate-ratio.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(results));
    }

    private static Dictionary<string, double> Measure(int sessions)
    {
        using var host = SessionHost.Create(sessions);
        var (data, hash) = (RandomNumberGenerator.GetBytes(32), new byte[32]);
        var (next, allocated) = (0, 0L);
        var (sha, validate, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var pair = -10; pair < Pairs; pair++)
        {
            var one = Slices.Time(Slice, () => SHA256.HashData(data, hash));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var other = Slices.Time(
                Slice,
                () =>
                {
                    next = (next + Stride) % sessions;
                    if (!host.Sessions.ValidateAsync(host.Tokens[next]).Result.IsValid)
                        throw new InvalidOperationException("A good token was refused.");
                }
            );
            if (pair < 0)
                continue;
            // The delegate and its closure are made once a slice.
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            sha.Add(one);
            validate.Add(other);
            ratios.Add(other / one);
        }

        Console.WriteLine(
            $"{sessions, 9:N0} sessions: SHA-256 {Slices.Median(sha):F0} ns, validate {Slices.Median(validate):F0} ns, ratio "
                + $"{Slices.Median(ratios):F2} ({Slices.At(ratios, 0.25):F2}-{Slices.At(ratios, 0.75):F2}), "
                + $"{(double)allocated / Pairs / Slice:F3} bytes a call"
        );
        return new()
        {
            ["sessions"] = sessions,
            ["sha256_ns"] = Slices.Median(sha),
            ["validate_ns"] = Slices.Median(validate),
            ["ratio"] = Slices.Median(ratios),
        };
    }
}
