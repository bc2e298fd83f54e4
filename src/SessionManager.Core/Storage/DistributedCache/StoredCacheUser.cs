using System.Text.Json.Serialization;
using SessionManager.Sessions;
using SessionManager.Storage.Serialization;

namespace SessionManager.Storage.DistributedCache;

/// <summary>
/// The stored list of a user's sessions, version 1. As in <see cref="StoredSession"/>, members are added and never
/// renamed; times are UTC ticks.
/// </summary>
internal sealed record StoredCacheUser
{
    [JsonPropertyName("v")]
    public int Format { get; init; } = CacheFormat.CurrentVersion;

    [JsonPropertyName("s")]
    public required IReadOnlyList<StoredCacheEntry> Sessions { get; init; }

    public static StoredCacheUser Empty { get; } = new() { Sessions = [] };
}

/// <summary>A session in the list.</summary>
internal sealed record StoredCacheEntry
{
    [JsonPropertyName("id")]
    public required SessionId Id { get; init; }

    /// <summary>When the session's own key is gone at the latest.</summary>
    [JsonPropertyName("x")]
    public long GoneAt { get; init; }

    /// <summary>Whether a sign-in saw that it ended, so that none needs to look again.</summary>
    [JsonPropertyName("e")]
    public bool HasEnded { get; init; }
}

/// <summary>Reads only the version, whatever else a newer library may have written.</summary>
internal sealed record CacheFormat
{
    /// <summary>The version that this library writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    [JsonPropertyName("v")]
    public int? Format { get; init; }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(StoredCacheUser))]
[JsonSerializable(typeof(StoredCacheEnd))]
[JsonSerializable(typeof(CacheFormat))]
internal sealed partial class CacheJsonContext : JsonSerializerContext;
