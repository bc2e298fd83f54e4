using SessionManager.Sessions;

namespace SessionManager.Audit.Trail;

/// <summary>One page of the events that pass all filters, newest first.</summary>
public sealed record SessionAuditQuery
{
    /// <summary>The largest page.</summary>
    public const int MaximumLimit = 1000;

    /// <summary>Only events of this user; null for all.</summary>
    public string? UserId { get; init; }

    /// <summary>Only events of this session; null for all.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Only events of this kind; null for all.</summary>
    public SessionAuditKind? Kind { get; init; }

    /// <summary>Only events at this time or later; null for no such bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events before this time; null for no such bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many at most: 1 to 1000.</summary>
    /// <value>Default 50.</value>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended (<see cref="SessionAuditPage.Next"/>); null for the first page.</summary>
    public SessionAuditCursor? After { get; init; }
}
