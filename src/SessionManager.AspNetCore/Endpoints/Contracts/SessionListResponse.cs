using System.Text.Json.Serialization;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>A page of sessions, newest activity first.</summary>
internal sealed record SessionListResponse
{
    [JsonPropertyName("sessions")]
    public required IReadOnlyList<SessionResponse> Sessions { get; init; }

    [JsonPropertyName("next_cursor")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextCursor { get; init; }

    public static SessionListResponse Of(SessionPage page, SessionId? current, DateTimeOffset now) =>
        new()
        {
            Sessions = [.. page.Sessions.Select(session => SessionResponse.Of(session, current, now))],
            NextCursor = page.Next?.ToString(),
        };
}
