using System.Text.Json.Serialization;

namespace SessionManager.AspNetCore.Jwt;

/// <summary>What a client that keeps its tokens by itself sends to get new ones.</summary>
internal sealed record RefreshRequest
{
    public string? RefreshToken { get; init; }
}

/// <summary>Where others find what they need to verify access tokens (OpenID Connect Discovery, as far as it applies).</summary>
internal sealed record KeyDiscovery
{
    public required string Issuer { get; init; }

    public required string JwksUri { get; init; }

    public required IReadOnlyList<string> IdTokenSigningAlgValuesSupported { get; init; }

    public IReadOnlyList<string> SubjectTypesSupported { get; init; } = ["public"];

    public IReadOnlyList<string> ResponseTypesSupported { get; init; } = ["none"];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(KeyDiscovery))]
internal sealed partial class SessionTokenJsonContext : JsonSerializerContext;
