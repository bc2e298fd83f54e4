using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Hosts.Database;
using SessionManager.Benchmarks.Http.Hosts.Redis;
using SessionManager.Benchmarks.Http.Reporting;

namespace SessionManager.Benchmarks.Http.CommandLine;

internal sealed record BenchmarkOptions(
    string Mode,
    HostSet Set,
    string? Only,
    IReadOnlyList<string> Hosts,
    bool HostsNamed,
    string Json
)
{
    public const string Usage =
        "Usage: [--set memory|jwt|database|redis] [--mode short|full] [--only pinned|free|paired] [--hosts a,b] [--json path]";

    private static readonly string[] Modes = ["short", "full"];
    private static readonly string[] Measurements = ["pinned", "free", "paired"];

    /// <summary>Reads the arguments of the command line.</summary>
    /// <exception cref="ArgumentException">With what to write instead.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--set" or "--mode" or "--only" or "--hosts" or "--json") || i + 1 == args.Count)
                throw new ArgumentException($"'{args[i]}' is not an option with a value. {Usage}", nameof(args));
            given[args[i]] = args[i + 1];
        }

        var mode = OneOf("--mode", given.GetValueOrDefault("--mode", Modes[0]), Modes);
        var sets = HostSet.All.ToDictionary(set => set.Name);
        var set = sets[OneOf("--set", given.GetValueOrDefault("--set", HostSet.Memory.Name), [.. sets.Keys])];
        var only = given.TryGetValue("--only", out var measurement)
            ? OneOf("--only", measurement, Measurements)
            : set.Measurement;
        var hosts = given.GetValueOrDefault("--hosts")?.Split(',');
        foreach (var host in hosts ?? [])
            OneOf("--hosts", host, set.Hosts);
        var json = given.GetValueOrDefault("--json") ?? JsonReport.DefaultPath(set, mode);
        return new BenchmarkOptions(mode, set, only, hosts ?? set.Hosts, hosts is not null, json);
    }

    public bool NeedsPostgres => Hosts.Any(HostDatabase.IsUsedBy);

    public bool NeedsRedis => Hosts.Any(HostRedis.IsUsedBy);

    /// <summary>Whoever names hosts has the ones they named.</summary>
    public IReadOnlyList<string> PinnedHosts => HostsNamed ? Hosts : Set.Pinned;

    public bool Measures(string measurement) => Only is null || Only == measurement;

    private static string OneOf(string option, string value, IReadOnlyList<string> allowed) =>
        allowed.Contains(value)
            ? value
            : throw new ArgumentException(
                $"{option} '{value}': one of {string.Join(", ", allowed)}. {Usage}",
                nameof(value)
            );
}
