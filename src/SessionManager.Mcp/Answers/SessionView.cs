using SessionManager.Management;
using SessionManager.Sessions;

namespace SessionManager.Mcp.Answers;

/// <summary>
/// A session as a model is shown it. The host's own metadata and the device's fingerprint stay behind: no model needs
/// them to tell sessions apart.
/// </summary>
internal sealed record SessionView
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public string? UserName { get; init; }

    public required string Status { get; init; }

    public required bool IsCurrent { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public string? Device { get; init; }

    public string? Browser { get; init; }

    public string? OperatingSystem { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public string? Location { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastActivity { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? TerminatedAt { get; init; }

    public string? TerminatedBy { get; init; }

    public string? TerminationReason { get; init; }

    public static SessionView Of(UserSession session, SessionCaller caller, DateTimeOffset now) =>
        new()
        {
            Id = session.Id.ToString(),
            UserId = session.UserId,
            UserName = session.UserName,
            Status = SessionStatusWord.Of(session.StatusAt(now)),
            IsCurrent = session.Id == caller.CurrentSession,
            Roles = session.Roles,
            Device = session.Device.Name,
            Browser = session.Device.Browser,
            OperatingSystem = session.Device.OperatingSystem,
            IpAddress = session.IpAddress,
            UserAgent = session.UserAgent,
            Location = session.Location?.ToString() is { Length: > 0 } place ? place : null,
            CreatedAt = session.CreatedAt,
            LastActivity = session.LastActivityAt,
            ExpiresAt = session.ExpiresAt,
            TerminatedAt = session.Termination?.At,
            TerminatedBy = session.Termination?.By,
            TerminationReason = session.Termination?.Reason,
        };
}

/// <summary>The sessions of a list, and whether there are more than are shown.</summary>
internal sealed record SessionListing(IReadOnlyList<SessionView> Sessions, bool HasMore);

/// <summary>How many sessions something was done to.</summary>
internal sealed record SessionCount(int Count);
