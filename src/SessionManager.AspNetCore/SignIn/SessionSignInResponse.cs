using System.Text.Json.Serialization;

namespace SessionManager.AspNetCore.SignIn;

/// <summary>What a client is told of the session it got. The token is there only for a client that keeps it by itself.</summary>
internal sealed record SessionSignInResponse
{
    public required string SessionId { get; init; }

    public required string UserId { get; init; }

    public string? UserName { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset RefreshAt { get; init; }

    public required DateTimeOffset AbsoluteExpiresAt { get; init; }

    public string? Token { get; init; }

    public DateTimeOffset? TokenExpiresAt { get; init; }

    public string? RefreshToken { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SessionSignInResponse))]
internal sealed partial class SessionSignInJsonContext : JsonSerializerContext;
