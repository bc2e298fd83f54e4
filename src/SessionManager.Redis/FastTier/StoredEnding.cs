using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Sessions;
using SessionManager.Storage.Tiered;

namespace SessionManager.Redis.FastTier;

/// <summary>How an ending stands in a mark, for some minutes.</summary>
internal sealed record StoredEnding
{
    [JsonPropertyName("u")]
    public string? UserId { get; init; }

    [JsonPropertyName("x")]
    public string? Except { get; init; }

    [JsonPropertyName("at")]
    public long At { get; init; }

    [JsonPropertyName("by")]
    public required string By { get; init; }

    [JsonPropertyName("re")]
    public required string Reason { get; init; }

    public static StoredEnding From(FastTierEnding ending) =>
        new()
        {
            UserId = ending.UserId,
            Except = ending.Except?.ToString(),
            At = (ending.Termination.At - DateTimeOffset.UnixEpoch).Ticks,
            By = ending.Termination.By,
            Reason = ending.Termination.Reason,
        };

    /// <returns>Null when it is not one: then the durable storage decides.</returns>
    public static FastTierEnding? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredEndingJsonContext.Default.StoredEnding) is { } stored
                ? new FastTierEnding(
                    stored.UserId,
                    stored.Except is { } except ? SessionId.Parse(except, CultureInfo.InvariantCulture) : null,
                    new SessionTermination
                    {
                        At = DateTimeOffset.UnixEpoch.AddTicks(stored.At),
                        By = stored.By,
                        Reason = stored.Reason,
                    }
                )
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredEnding))]
internal sealed partial class StoredEndingJsonContext : JsonSerializerContext;
