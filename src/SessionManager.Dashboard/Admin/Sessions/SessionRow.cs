using SessionManager.Sessions;

namespace SessionManager.Dashboard.Admin.Sessions;

/// <summary>A page of the list, newest activity first.</summary>
internal sealed record SessionRows(IReadOnlyList<SessionRow> Sessions, string? NextCursor);

/// <summary>A session as an admin sees it.</summary>
internal sealed record SessionRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public string? UserName { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required SessionStatus Status { get; init; }

    public required bool IsCurrent { get; init; }

    public required bool IsLive { get; init; }

    public required DeviceType Device { get; init; }

    public string? DeviceName { get; init; }

    public string? Browser { get; init; }

    public string? OperatingSystem { get; init; }

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public string? City { get; init; }

    public string? CountryCode { get; init; }

    public int? RiskScore { get; init; }

    public IReadOnlyList<string>? RiskReasons { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastActivityAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? EndReason { get; init; }

    public static SessionRow Of(UserSession session, SessionId current, DateTimeOffset now) =>
        new()
        {
            Id = session.Id.ToString(),
            UserId = session.UserId,
            UserName = session.UserName,
            Roles = session.Roles,
            Status = session.StatusAt(now),
            IsCurrent = session.Id == current,
            IsLive = session.IsLiveAt(now),
            Device = session.Device.Type,
            DeviceName = session.Device.Name,
            Browser = session.Device.Browser,
            OperatingSystem = session.Device.OperatingSystem,
            UserAgent = session.UserAgent,
            IpAddress = session.IpAddress,
            City = session.Location?.City,
            CountryCode = session.Location?.CountryCode,
            RiskScore = session.Risk?.Score,
            RiskReasons = session.Risk?.Reasons,
            CreatedAt = session.CreatedAt,
            LastActivityAt = session.LastActivityAt,
            ExpiresAt = session.ExpiresAt,
            EndedAt = session.Termination?.At,
            EndedBy = session.Termination?.By,
            EndReason = session.Termination?.Reason,
        };
}
