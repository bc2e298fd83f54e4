using System.Text.Json.Serialization;
using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

/// <summary>
/// That a session ended (or, without an end, that it was erased), or that all of a user's did: the "ended before" mark.
/// Version 1.
/// </summary>
internal sealed record StoredCacheEnd
{
    [JsonPropertyName("v")]
    public int Format { get; init; } = CacheFormat.CurrentVersion;

    [JsonPropertyName("t")]
    public StoredCacheTermination? Stored { get; init; }

    [JsonIgnore]
    public SessionTermination? Termination =>
        Stored is null
            ? null
            : new()
            {
                At = Instant.ToTime(Stored.At),
                By = Stored.By,
                Reason = Stored.Reason,
            };

    public static StoredCacheEnd Erased { get; } = new();

    public static StoredCacheEnd Of(SessionTermination termination) =>
        new()
        {
            Stored = new()
            {
                At = Instant.ToTicks(termination.At),
                By = termination.By,
                Reason = termination.Reason,
            },
        };
}

/// <summary>When, by whom and why.</summary>
internal sealed record StoredCacheTermination
{
    [JsonPropertyName("at")]
    public long At { get; init; }

    [JsonPropertyName("by")]
    public required string By { get; init; }

    [JsonPropertyName("re")]
    public required string Reason { get; init; }
}
