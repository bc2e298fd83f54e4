namespace SessionManager.Storage;

/// <summary>How many sessions there are, by the clock.</summary>
public sealed record SessionStatistics
{
    /// <summary>Live and in use.</summary>
    public long Active { get; init; }

    /// <summary>Live and not in use.</summary>
    public long Idle { get; init; }

    /// <summary>Over because time ran out, swept or not, and still kept.</summary>
    public long Expired { get; init; }

    /// <summary>Ended, and still kept.</summary>
    public long Terminated { get; init; }

    /// <summary>Users with at least one live session.</summary>
    public long Users { get; init; }

    /// <summary><see cref="Active"/> and <see cref="Idle"/>.</summary>
    public long Live => Active + Idle;

    /// <summary>All sessions kept.</summary>
    public long Total => Active + Idle + Expired + Terminated;
}
