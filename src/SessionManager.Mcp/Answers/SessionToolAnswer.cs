using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;

namespace SessionManager.Mcp.Answers;

/// <summary>The envelope of every answer.</summary>
internal sealed record SessionToolAnswer
{
    public static SessionToolAnswer Denied { get; } =
        Failed(SessionToolError.PermissionDenied, "You are not allowed to do this.");

    public static SessionToolAnswer NotFound { get; } = Failed(SessionToolError.NotFound, "There is no such session.");

    public required bool Success { get; init; }

    public required string Message { get; init; }

    public JsonElement? Data { get; init; }

    public string? Error { get; init; }

    public static SessionToolAnswer Done<T>(string message, T data, JsonTypeInfo<T> type) =>
        new()
        {
            Success = true,
            Message = message,
            Data = JsonSerializer.SerializeToElement(data, type),
        };

    public static SessionToolAnswer Failed(string error, string message) =>
        new()
        {
            Success = false,
            Message = message,
            Error = error,
        };

    /// <summary>The answer as the protocol carries it: structured, and as text for clients that know only that.</summary>
    public CallToolResult ToResult()
    {
        var json = JsonSerializer.SerializeToElement(this, SessionToolsJson.Default.SessionToolAnswer);
        return new CallToolResult
        {
            IsError = !Success,
            StructuredContent = json,
            Content = [new TextContentBlock { Text = json.GetRawText() }],
        };
    }
}
