namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>How long and how often; seconds.</summary>
internal sealed record Schedule(
    double WarmUp,
    double PinnedSlice,
    double FreeSlice,
    int Rounds,
    double PairSlice,
    int Pairs
)
{
    public const int Connections = 64;
    public const int Sessions = 1000;

    /// <summary>Enough to see whether a change helps or hurts.</summary>
    public static Schedule Short { get; } =
        new(WarmUp: 8, PinnedSlice: 3, FreeSlice: 3, Rounds: 3, PairSlice: 2, Pairs: 5);

    /// <summary>What goals are judged by: tiered compilation has settled, and a noisy neighbour is outvoted.</summary>
    public static Schedule Full { get; } =
        new(WarmUp: 20, PinnedSlice: 10, FreeSlice: 20, Rounds: 5, PairSlice: 3, Pairs: 10);
}
