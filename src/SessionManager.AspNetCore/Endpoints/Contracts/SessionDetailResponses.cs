using System.Text.Json.Serialization;
using SessionManager.Sessions;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>A one-time code for another device.</summary>
internal sealed record TransferCodeResponse(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt
)
{
    /// <summary>A placeholder: the code must not reach a log.</summary>
    public override string ToString() => "[transfer code]";
}

/// <summary>The device of a session.</summary>
internal sealed record SessionDeviceResponse
{
    [JsonPropertyName("type")]
    public required DeviceType Type { get; init; }

    [JsonPropertyName("name")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonPropertyName("browser")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Browser { get; init; }

    [JsonPropertyName("operating_system")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OperatingSystem { get; init; }

    public static SessionDeviceResponse Of(DeviceInfo device) =>
        new()
        {
            Type = device.Type,
            Name = device.Name,
            Browser = device.Browser,
            OperatingSystem = device.OperatingSystem,
        };
}

/// <summary>Where a session was opened.</summary>
internal sealed record SessionLocationResponse
{
    [JsonPropertyName("country_code")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CountryCode { get; init; }

    [JsonPropertyName("city")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? City { get; init; }

    public static SessionLocationResponse? Of(SessionLocation? location) =>
        location is null ? null : new() { CountryCode = location.CountryCode, City = location.City };
}

/// <summary>What was unusual about a sign-in.</summary>
internal sealed record SessionRiskResponse
{
    [JsonPropertyName("score")]
    public required int Score { get; init; }

    [JsonPropertyName("reasons")]
    public required IReadOnlyList<string> Reasons { get; init; }

    public static SessionRiskResponse? Of(SessionRisk? risk) =>
        risk is null ? null : new() { Score = risk.Score, Reasons = risk.Reasons };
}

/// <summary>How a session ended.</summary>
internal sealed record SessionEndResponse
{
    [JsonPropertyName("at")]
    public required DateTimeOffset At { get; init; }

    [JsonPropertyName("by")]
    public required string By { get; init; }

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    public static SessionEndResponse? Of(SessionTermination? termination) =>
        termination is null
            ? null
            : new()
            {
                At = termination.At,
                By = termination.By,
                Reason = termination.Reason,
            };
}
