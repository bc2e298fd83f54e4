namespace SessionManager.Dashboard.Admin.Overview;

/// <summary>How sessions stand now, what became of them today, and how the manager is.</summary>
internal sealed record OverviewResponse
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the storage cannot count.</summary>
    public SessionNumbers? Sessions { get; init; }

    /// <summary>Null when nobody records it.</summary>
    public ActivityResponse? Activity { get; init; }

    /// <summary>Null when the host has no health checks of SessionManager.</summary>
    public IReadOnlyList<HealthRow>? Health { get; init; }

    public required bool HasAuditTrail { get; init; }
}

/// <summary>How many sessions there are.</summary>
internal sealed record SessionNumbers(long Active, long Idle, long Expired, long Terminated, long Users);

/// <summary>A health check and its result.</summary>
internal sealed record HealthRow(string Name, string Status, string? Description, double Milliseconds);
