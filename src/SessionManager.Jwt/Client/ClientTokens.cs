using System.Text.Json.Serialization;

namespace SessionManager.Jwt.Client;

/// <summary>The tokens that a client holds, as sign-in and refresh answer them. Keep them as safe as a password.</summary>
public sealed record ClientTokens
{
    /// <summary>What goes with each request.</summary>
    public required string Token { get; init; }

    /// <summary>What gets new tokens, once; null when that is <see cref="Token"/> itself.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>From when on to get new ones; null when only a refusal tells.</summary>
    public DateTimeOffset? RefreshAt { get; init; }

    /// <summary>A placeholder: tokens have no place in a log.</summary>
    public override string ToString() => "[client tokens]";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClientTokens))]
[JsonSerializable(typeof(RefreshBody))]
internal sealed partial class ClientJsonContext : JsonSerializerContext;

internal sealed record RefreshBody(string RefreshToken);
