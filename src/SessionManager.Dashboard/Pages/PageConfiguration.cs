using System.Text.Json.Serialization;

namespace SessionManager.Dashboard.Pages;

/// <summary>What a page's script is told by the server. Nothing secret, and nothing of a session.</summary>
internal sealed record PageConfiguration
{
    /// <summary>The REST API, from the page.</summary>
    [JsonPropertyName("api")]
    public required string Api { get; init; }

    /// <summary>Where to sign in, with the way back; null when the host named no place.</summary>
    [JsonPropertyName("sign_in")]
    public string? SignIn { get; init; }

    /// <summary>Where to go once signed out; null to say so in place.</summary>
    [JsonPropertyName("signed_out")]
    public string? SignedOut { get; init; }

    [JsonPropertyName("show_history")]
    public bool ShowHistory { get; init; }

    /// <summary>What a page has beyond the others.</summary>
    [JsonPropertyName("settings")]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    [JsonPropertyName("texts")]
    public required IReadOnlyDictionary<string, string> Texts { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PageConfiguration))]
internal sealed partial class PageJsonContext : JsonSerializerContext;
