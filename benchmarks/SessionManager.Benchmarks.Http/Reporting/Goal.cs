using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Reporting;

/// <summary>A line to stay above (or below), and where this run stands; null when it was not measured.</summary>
internal sealed record Goal(string What, double Limit, bool AtLeast, double? Measured)
{
    public bool? Met => Measured is { } value ? (AtLeast ? value >= Limit : value <= Limit) : null;

    public static IReadOnlyList<Goal> Judge(
        string set,
        RoundsReport? pinned,
        RoundsReport? free,
        IReadOnlyList<PairedReport> paired
    ) =>
        set == HostSet.Database.Name ? JudgeDatabase(free)
        : set == HostSet.Redis.Name ? JudgeRedis(pinned, free)
        // Measured to be known: what a token costs more than an opaque one is no goal of anybody's yet.
        : set == HostSet.Jwt.Name ? []
        : JudgeMemory(pinned, paired);

    private static Goal[] JudgeMemory(RoundsReport? pinned, IReadOnlyList<PairedReport> paired)
    {
        var ours = paired.FirstOrDefault(report => report.Host == HostNames.SessionManager);
        return
        [
            Ratio("pinned", pinned, HostNames.SessionManager, HostNames.Bare, 0.87),
            Ratio("pinned", pinned, HostNames.SessionManager, HostNames.AspNetSession, 2.2),
            Ratio("pinned", pinned, HostNames.SessionManager, HostNames.TicketStore, 3.5),
            new("paired: ratio to bare", 0.85, AtLeast: true, ours?.Ratio),
            new("paired: CPU added, us a request", 5, AtLeast: false, ours?.AddedCpuMicroseconds),
            new("paired: managed bytes added, a request", 800, AtLeast: false, ours?.AddedBytes),
        ];
    }

    private static Goal[] JudgeDatabase(RoundsReport? free) =>
        [Ratio("free", free, HostNames.SessionManagerPostgres, HostNames.LoadModifySave, 3.0)];

    private static Goal[] JudgeRedis(RoundsReport? pinned, RoundsReport? free) =>
        [
            Ratio("pinned", pinned, HostNames.SessionManagerRedisCached, HostNames.Bare, 0.87),
            Ratio("pinned", pinned, HostNames.SessionManagerPostgresCached, HostNames.Bare, 0.87),
            Ratio("free", free, HostNames.SessionManagerRedis, HostNames.AspNetSessionRedis, 1.9),
            Ratio("free", free, HostNames.SessionManagerRedisCached, HostNames.AspNetSessionRedis, 3.5),
            new(
                $"free: Redis commands a request, {HostNames.SessionManagerRedisCached}",
                0.1,
                AtLeast: false,
                free?.Find(HostNames.SessionManagerRedisCached)?.Median.Redis?.Commands
            ),
        ];

    private static Goal Ratio(string measurement, RoundsReport? rounds, string host, string peer, double limit) =>
        new($"{measurement}: {host} / {peer}", limit, AtLeast: true, rounds?.Ratio(host, peer));
}
