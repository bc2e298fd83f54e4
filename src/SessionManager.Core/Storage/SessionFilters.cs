using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>Which sessions a query is for. Every member that is set must hold; none set means all sessions.</summary>
public sealed record SessionFilters
{
    /// <summary>Of this user. Null for any user; an empty text is refused, since it is more likely a lost user than a wish for all.</summary>
    public string? UserId { get; init; }

    /// <summary>In this state at the time of the query.</summary>
    public SessionStatus? Status { get; init; }

    /// <summary>Only live sessions: active or idle.</summary>
    public bool ActiveOnly { get; init; }

    /// <summary>On this kind of device.</summary>
    public DeviceType? DeviceType { get; init; }

    /// <summary>Opened from exactly this address.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Whose country code or city is this, upper and lower case alike.</summary>
    public string? Location { get; init; }

    /// <summary>Created at or after this moment.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Created before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Whether a session passes, at this moment: the rule that every storage's query follows.</summary>
    public bool Matches(UserSession session, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        return (UserId is null || string.Equals(session.UserId, UserId, StringComparison.Ordinal))
            && (Status is null || session.StatusAt(now) == Status)
            && (!ActiveOnly || session.IsLiveAt(now))
            && (DeviceType is null || session.Device.Type == DeviceType)
            && (IpAddress is null || string.Equals(session.IpAddress, IpAddress, StringComparison.Ordinal))
            && (Location is null || MatchesLocation(session.Location, Location))
            && (CreatedAfter is null || session.CreatedAt >= CreatedAfter)
            && (CreatedBefore is null || session.CreatedAt < CreatedBefore);
    }

    private static bool MatchesLocation(SessionLocation? location, string wanted) =>
        location is not null
        && (
            string.Equals(location.CountryCode, wanted, StringComparison.OrdinalIgnoreCase)
            || string.Equals(location.City, wanted, StringComparison.OrdinalIgnoreCase)
        );
}
