namespace SessionManager.Dashboard.Admin.Ending;

/// <summary>How far an ending is: a line of its answer.</summary>
internal sealed record EndProgress
{
    /// <summary>How many sessions this request has ended.</summary>
    public long Ended { get; init; }

    /// <summary>How many were over or gone already, or are the admin's own, which stays.</summary>
    public long Skipped { get; init; }

    /// <summary>How many there were to end when it began.</summary>
    public long Total { get; init; }

    /// <summary>What became of it; null while it is at work.</summary>
    public EndOutcome? Outcome { get; init; }
}

/// <summary>What became of an ending. What is ended stays ended.</summary>
internal enum EndOutcome
{
    /// <summary>All is done.</summary>
    Done,

    /// <summary>The storage failed on the way.</summary>
    Unavailable,

    /// <summary>The host's storage cannot find everybody's sessions.</summary>
    Unsupported,

    /// <summary>The admin's own session ended on the way, or is no longer an admin's.</summary>
    Denied,
}
