using System.Text.Json.Serialization;
using SessionManager.Storage;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>How many sessions a request ended.</summary>
internal sealed record EndedSessionsResponse
{
    [JsonPropertyName("count")]
    public required int Count { get; init; }
}

/// <summary>How many sessions there are.</summary>
internal sealed record SessionStatisticsResponse
{
    [JsonPropertyName("active")]
    public required long Active { get; init; }

    [JsonPropertyName("idle")]
    public required long Idle { get; init; }

    [JsonPropertyName("expired")]
    public required long Expired { get; init; }

    [JsonPropertyName("terminated")]
    public required long Terminated { get; init; }

    [JsonPropertyName("live")]
    public required long Live { get; init; }

    [JsonPropertyName("total")]
    public required long Total { get; init; }

    [JsonPropertyName("users")]
    public required long Users { get; init; }

    public static SessionStatisticsResponse Of(SessionStatistics statistics) =>
        new()
        {
            Active = statistics.Active,
            Idle = statistics.Idle,
            Expired = statistics.Expired,
            Terminated = statistics.Terminated,
            Live = statistics.Live,
            Total = statistics.Total,
            Users = statistics.Users,
        };
}
