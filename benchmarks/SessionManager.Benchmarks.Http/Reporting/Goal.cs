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
    ) => set == HostSet.Database.Name ? JudgeDatabase(free) : JudgeMemory(pinned, paired);

    private static Goal[] JudgeMemory(RoundsReport? pinned, IReadOnlyList<PairedReport> paired)
    {
        var ours = paired.FirstOrDefault(report => report.Host == HostNames.SessionManager);
        return
        [
            Pinned(pinned, HostNames.Bare, 0.87),
            Pinned(pinned, HostNames.AspNetSession, 2.2),
            Pinned(pinned, HostNames.TicketStore, 3.5),
            new("paired: ratio to bare", 0.85, AtLeast: true, ours?.Ratio),
            new("paired: CPU added, us a request", 5, AtLeast: false, ours?.AddedCpuMicroseconds),
            new("paired: managed bytes added, a request", 800, AtLeast: false, ours?.AddedBytes),
        ];
    }

    private static Goal[] JudgeDatabase(RoundsReport? free) =>
        [
            new(
                $"free: {HostNames.SessionManagerPostgres} / {HostNames.LoadModifySave}",
                3.0,
                AtLeast: true,
                free?.Ratio(HostNames.SessionManagerPostgres, HostNames.LoadModifySave)
            ),
        ];

    private static Goal Pinned(RoundsReport? pinned, string peer, double limit) =>
        new($"pinned: ratio to {peer}", limit, AtLeast: true, pinned?.Ratio(HostNames.SessionManager, peer));
}
