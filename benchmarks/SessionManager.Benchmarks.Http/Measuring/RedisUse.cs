using System.Globalization;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>
/// What a host's Redis did: commands, those inside scripts too, and its own processor time. It is counted by the server,
/// so also what the host sends behind its requests.
/// </summary>
internal sealed record RedisUse(double Commands, double CpuMicroseconds)
{
    /// <summary>Since the server started; null for a host without a Redis.</summary>
    public static async Task<RedisUse?> ReadAsync(RedisServer? server)
    {
        if (server is null)
            return null;
        var info = await server.ExecuteAsync("INFO", "everything");
        return new RedisUse(
            Field(info, "total_commands_processed"),
            (Field(info, "used_cpu_user") + Field(info, "used_cpu_sys")) * 1_000_000
        );
    }

    /// <summary>The median of each figure by itself.</summary>
    public static RedisUse? Median(IEnumerable<RedisUse?> uses)
    {
        List<RedisUse> all = [.. uses.OfType<RedisUse>()];
        return all.Count == 0
            ? null
            : new RedisUse(
                Quantile.Median(all.Select(use => use.Commands)),
                Quantile.Median(all.Select(use => use.CpuMicroseconds))
            );
    }

    public RedisUse Since(RedisUse? before) =>
        before is null ? this : new(Commands - before.Commands, CpuMicroseconds - before.CpuMicroseconds);

    public RedisUse Over(long requests) => new(Commands / requests, CpuMicroseconds / requests);

    private static double Field(string info, string name)
    {
        var start = info.IndexOf($"\n{name}:", StringComparison.Ordinal) + name.Length + 2;
        return double.Parse(info.AsSpan(start, info.IndexOf('\r', start) - start), CultureInfo.InvariantCulture);
    }
}
