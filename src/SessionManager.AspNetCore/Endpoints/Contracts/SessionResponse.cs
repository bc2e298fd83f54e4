using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>A session as a client sees it.</summary>
/// <remarks>
/// The names stand on the members, and not in a naming policy, so that a host's OpenAPI document shows what is sent
/// whatever the host has chosen for its own JSON.
/// </remarks>
internal sealed record SessionResponse
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("user_name")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserName { get; init; }

    [JsonPropertyName("is_current")]
    public required bool IsCurrent { get; init; }

    [JsonPropertyName("status")]
    public required SessionStatus Status { get; init; }

    [JsonPropertyName("roles")]
    public required IReadOnlyList<string> Roles { get; init; }

    [JsonPropertyName("permissions")]
    public required IReadOnlyList<string> Permissions { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("last_activity_at")]
    public required DateTimeOffset LastActivityAt { get; init; }

    [JsonPropertyName("authenticated_at")]
    public required DateTimeOffset AuthenticatedAt { get; init; }

    [JsonPropertyName("authentication_methods")]
    public required IReadOnlyList<string> AuthenticationMethods { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("refresh_at")]
    public required DateTimeOffset RefreshAt { get; init; }

    [JsonPropertyName("absolute_expires_at")]
    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    [JsonPropertyName("is_persistent")]
    public required bool IsPersistent { get; init; }

    [JsonPropertyName("ip_address")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpAddress { get; init; }

    [JsonPropertyName("user_agent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserAgent { get; init; }

    [JsonPropertyName("device")]
    public required SessionDeviceResponse Device { get; init; }

    [JsonPropertyName("label")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    [JsonPropertyName("location")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionLocationResponse? Location { get; init; }

    [JsonPropertyName("risk")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionRiskResponse? Risk { get; init; }

    [JsonPropertyName("metadata")]
    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    [JsonPropertyName("ended")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionEndResponse? Ended { get; init; }

    /// <summary>What begins with a dot is the server's own.</summary>
    private static IReadOnlyDictionary<string, JsonElement> Shown(SessionMetadata metadata) =>
        metadata.Keys.Any(static name => name.StartsWith('.'))
            ? metadata
                .Where(static pair => !pair.Key.StartsWith('.'))
                .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal)
            : metadata;

    public static SessionResponse Of(UserSession session, SessionId? current, DateTimeOffset now) =>
        new()
        {
            Id = session.Id.ToString(),
            UserId = session.UserId,
            UserName = session.UserName,
            IsCurrent = session.Id == current,
            Status = session.StatusAt(now),
            Roles = session.Roles,
            Permissions = session.Permissions,
            CreatedAt = session.CreatedAt,
            LastActivityAt = session.LastActivityAt,
            AuthenticatedAt = session.AuthenticatedAt,
            AuthenticationMethods = session.AuthenticationMethods,
            ExpiresAt = session.ExpiresAt,
            RefreshAt = session.RefreshAt,
            AbsoluteExpiresAt = session.AbsoluteExpiresAt,
            IsPersistent = session.IsPersistent,
            IpAddress = session.IpAddress,
            UserAgent = session.UserAgent,
            Device = SessionDeviceResponse.Of(session.Device),
            Label = session.Label,
            Location = SessionLocationResponse.Of(session.Location),
            Risk = SessionRiskResponse.Of(session.Risk),
            Metadata = Shown(session.Metadata),
            Ended = SessionEndResponse.Of(session.Termination),
        };
}
