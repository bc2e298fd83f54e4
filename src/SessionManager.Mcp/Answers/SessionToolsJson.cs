using System.Text.Json.Serialization;

namespace SessionManager.Mcp.Answers;

/// <summary>The wire form: snake_case, and what is null is left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SessionToolAnswer))]
[JsonSerializable(typeof(SessionListing))]
[JsonSerializable(typeof(SessionCount))]
internal sealed partial class SessionToolsJson : JsonSerializerContext;
