namespace SessionManager.Dashboard.Admin.Activity;

/// <summary>The last day, and how much of it is known.</summary>
/// <param name="Source">Who counted.</param>
/// <param name="CompleteSince">From when on nothing is missing. What lies before may be too low.</param>
/// <param name="PerHour">The hours, oldest first.</param>
internal sealed record SessionActivity(
    ActivitySource Source,
    DateTimeOffset CompleteSince,
    IReadOnlyList<ActivityHour> PerHour
)
{
    /// <summary>How many hours are shown.</summary>
    public const int Hours = 24;
}

/// <summary>Who counted.</summary>
internal enum ActivitySource
{
    /// <summary>This node, of itself.</summary>
    Node,

    /// <summary>The audit trail, of all nodes.</summary>
    Trail,
}
