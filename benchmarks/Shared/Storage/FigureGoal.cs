namespace SessionManager.Benchmarks.Storage;

/// <summary>A line to stay above or below, and where this run stands.</summary>
internal sealed record FigureGoal(string What, double Limit, bool AtLeast, double Measured)
{
    public bool IsMet => AtLeast ? Measured >= Limit : Measured <= Limit;
}
