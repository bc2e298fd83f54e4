using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Sessions;

namespace SessionManager.Storage.Serialization;

/// <summary>
/// The stored form of a record, version 1. Short names, times as microseconds since 1970, spans as ticks of 100 ns, and
/// nothing that has its default. What is written once is read for ever: members are added, never renamed.
/// </summary>
internal sealed record StoredSession
{
    /// <summary>The version that this library writes and the newest that it reads.</summary>
    public const int CurrentVersion = 1;

    [JsonPropertyName("v")]
    public int Format { get; init; }

    [JsonPropertyName("n")]
    public long Version { get; init; }

    [JsonPropertyName("id")]
    public SessionId Id { get; init; }

    [JsonPropertyName("u")]
    public required string UserId { get; init; }

    [JsonPropertyName("un")]
    public string? UserName { get; init; }

    [JsonPropertyName("r")]
    public string[]? Roles { get; init; }

    [JsonPropertyName("p")]
    public string[]? Permissions { get; init; }

    [JsonPropertyName("c")]
    public long CreatedAt { get; init; }

    [JsonPropertyName("l")]
    public long LastActivityAt { get; init; }

    [JsonPropertyName("a")]
    public long AuthenticatedAt { get; init; }

    [JsonPropertyName("am")]
    public string[]? AuthenticationMethods { get; init; }

    [JsonPropertyName("x")]
    public long AbsoluteExpiresAt { get; init; }

    [JsonPropertyName("e")]
    public long ExpiresAt { get; init; }

    [JsonPropertyName("i")]
    public long IdleTimeout { get; init; }

    [JsonPropertyName("ia")]
    public long? IdleAfter { get; init; }

    [JsonPropertyName("rt")]
    public long RefreshThreshold { get; init; }

    [JsonPropertyName("f")]
    public bool IsFixed { get; init; }

    [JsonPropertyName("rm")]
    public bool IsPersistent { get; init; }

    [JsonPropertyName("ip")]
    public string? IpAddress { get; init; }

    [JsonPropertyName("ua")]
    public string? UserAgent { get; init; }

    [JsonPropertyName("d")]
    public DeviceInfo? Device { get; init; }

    [JsonPropertyName("lo")]
    public SessionLocation? Location { get; init; }

    [JsonPropertyName("ri")]
    public SessionRisk? Risk { get; init; }

    [JsonPropertyName("m")]
    public JsonElement? Metadata { get; init; }

    [JsonPropertyName("t")]
    public StoredTermination? Termination { get; init; }

    [JsonPropertyName("h")]
    public required byte[] SecretHash { get; init; }

    [JsonPropertyName("o")]
    public StoredReplacedSecret? Replaced { get; init; }

    [JsonPropertyName("tr")]
    public StoredTransfer? Transfer { get; init; }
}

internal sealed record StoredTermination
{
    [JsonPropertyName("at")]
    public long At { get; init; }

    [JsonPropertyName("by")]
    public required string By { get; init; }

    [JsonPropertyName("re")]
    public required string Reason { get; init; }
}

internal sealed record StoredReplacedSecret
{
    [JsonPropertyName("h")]
    public required byte[] Hash { get; init; }

    [JsonPropertyName("u")]
    public long AcceptedUntil { get; init; }

    [JsonPropertyName("s")]
    public required byte[] SealedSuccessor { get; init; }
}

internal sealed record StoredTransfer
{
    [JsonPropertyName("h")]
    public required byte[] Hash { get; init; }

    [JsonPropertyName("u")]
    public long ExpiresAt { get; init; }

    [JsonPropertyName("id")]
    public SessionId? RedeemedBy { get; init; }
}

/// <summary>Reads only the version, whatever else a newer library may have written.</summary>
internal sealed record StoredHeader
{
    [JsonPropertyName("v")]
    public int? Format { get; init; }
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(StoredSession))]
[JsonSerializable(typeof(StoredHeader))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StoredSessionJsonContext : JsonSerializerContext;
