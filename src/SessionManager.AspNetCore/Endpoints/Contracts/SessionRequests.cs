using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.AspNetCore.Endpoints.Contracts;

/// <summary>How much longer a session is to last.</summary>
internal sealed record ExtendSessionRequest
{
    [JsonPropertyName("additional_seconds")]
    [JsonRequired]
    public long AdditionalSeconds { get; init; }
}

/// <summary>A one-time code to redeem, and how the client keeps its token: <c>cookie</c> (unless named) or <c>token</c>.</summary>
internal sealed record RedeemTransferRequest
{
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("transport")]
    public string? Transport { get; init; }

    /// <summary>A placeholder: the code must not reach a log.</summary>
    public override string ToString() => "[redeem transfer code]";
}

/// <summary>What to call a session's device.</summary>
internal sealed record RenameSessionRequest
{
    /// <summary>The name; null or blank for none.</summary>
    [JsonPropertyName("label")]
    [JsonRequired]
    public string? Label { get; init; }
}

/// <summary>A session to open. Roles and permissions are the server's to say and have no place here.</summary>
internal sealed record CreateSessionRequest
{
    /// <summary>Whose; null for one's own.</summary>
    [JsonPropertyName("user_id")]
    public string? UserId { get; init; }

    [JsonPropertyName("timeout_seconds")]
    public long? TimeoutSeconds { get; init; }

    [JsonPropertyName("metadata")]
    public JsonElement? Metadata { get; init; }
}
