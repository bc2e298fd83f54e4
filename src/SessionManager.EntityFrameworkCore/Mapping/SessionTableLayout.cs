using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>What a preset calls things, for the mapping and for the migrations that create the same tables.</summary>
internal sealed record SessionTableLayout
{
    public const string UsersTable = "session_users";

    public required string Table { get; init; }

    /// <summary>Columns whose names differ from the default shape.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an end is kept as a word; else as <c>is_active</c>.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether sessions are looked up by user name.</summary>
    public bool IndexesUserName { get; init; }

    public string Column(string property) =>
        Renamed.TryGetValue(property, out var renamed) ? renamed : SnakeCase(property);

    /// <summary>The column that is not in this shape.</summary>
    public string Ignored => HasStatus ? nameof(SessionEntity.IsActive) : nameof(SessionEntity.Status);

    public static SessionTableLayout Of(SessionTablePreset preset) =>
        preset switch
        {
            SessionTablePreset.Sessions => Sessions,
            SessionTablePreset.UserSessions => UserSessions,
            SessionTablePreset.SessionTracking => SessionTracking,
            _ => throw new ArgumentOutOfRangeException(
                nameof(preset),
                preset,
                "Name one of the presets of SessionTablePreset."
            ),
        };

    private static SessionTableLayout Sessions { get; } = new() { Table = "sessions", HasStatus = true };

    private static SessionTableLayout UserSessions { get; } =
        new()
        {
            Table = "user_sessions",
            Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [nameof(SessionEntity.DeviceName)] = "device_info",
                [nameof(SessionEntity.TerminatedAt)] = "invalidated_at",
                [nameof(SessionEntity.TerminatedBy)] = "invalidated_by",
                [nameof(SessionEntity.TerminationReason)] = "invalidation_reason",
                [nameof(SessionEntity.TerminationId)] = "invalidation_id",
            },
        };

    private static SessionTableLayout SessionTracking { get; } =
        new()
        {
            Table = "session_tracking",
            IndexesUserName = true,
            Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [nameof(SessionEntity.Id)] = "session_id",
                [nameof(SessionEntity.UserName)] = "username",
                [nameof(SessionEntity.LastActivity)] = "last_accessed",
                [nameof(SessionEntity.TerminatedAt)] = "ended_at",
                [nameof(SessionEntity.TerminatedBy)] = "ended_by",
                [nameof(SessionEntity.TerminationReason)] = "end_reason",
                [nameof(SessionEntity.TerminationId)] = "end_id",
            },
        };

    private static string SnakeCase(string name) =>
        string.Concat(
                name.Select(static (letter, i) => char.IsUpper(letter) && i > 0 ? $"_{letter}" : letter.ToString())
            )
            .ToLowerInvariant();
}
