using System.Text.Json;
using SessionManager.Sessions;

namespace SessionManager.Cli.Output;

/// <summary>A session as <c>--json</c> shows it. Hashes of secrets stay behind.</summary>
internal sealed record SessionView
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public string? UserName { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastActivity { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    public required DateTimeOffset AuthenticatedAt { get; init; }

    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Permissions { get; init; } = [];

    public bool IsPersistent { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public required string DeviceType { get; init; }

    public string? Device { get; init; }

    public string? Browser { get; init; }

    public string? OperatingSystem { get; init; }

    public string? Location { get; init; }

    public int? RiskScore { get; init; }

    public IReadOnlyList<string>? RiskReasons { get; init; }

    public JsonElement? Metadata { get; init; }

    public DateTimeOffset? TerminatedAt { get; init; }

    public string? TerminatedBy { get; init; }

    public string? TerminationReason { get; init; }

    public static SessionView Of(UserSession session, DateTimeOffset now) =>
        new()
        {
            Id = session.Id.ToString(),
            UserId = session.UserId,
            UserName = session.UserName,
            Status = Words.Of(session.StatusAt(now)),
            CreatedAt = session.CreatedAt,
            LastActivity = session.LastActivityAt,
            ExpiresAt = session.ExpiresAt,
            AbsoluteExpiresAt = session.AbsoluteExpiresAt,
            AuthenticatedAt = session.AuthenticatedAt,
            AuthenticationMethods = session.AuthenticationMethods,
            Roles = session.Roles,
            Permissions = session.Permissions,
            IsPersistent = session.IsPersistent,
            IpAddress = session.IpAddress,
            UserAgent = session.UserAgent,
            DeviceType = Words.Of(session.Device.Type),
            Device = session.Device.Name,
            Browser = session.Device.Browser,
            OperatingSystem = session.Device.OperatingSystem,
            Location = session.Location?.ToString() is { Length: > 0 } place ? place : null,
            RiskScore = session.Risk?.Score,
            RiskReasons = session.Risk?.Reasons,
            Metadata = session.Metadata.Count == 0 ? null : Element(session.Metadata),
            TerminatedAt = session.Termination?.At,
            TerminatedBy = session.Termination?.By,
            TerminationReason = session.Termination?.Reason,
        };

    private static JsonElement Element(SessionMetadata metadata)
    {
        using var document = JsonDocument.Parse(metadata.ToJson());
        return document.RootElement.Clone();
    }
}
