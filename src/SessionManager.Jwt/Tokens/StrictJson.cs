using System.Text.Json;

namespace SessionManager.Jwt.Tokens;

/// <summary>
/// JSON that says everything once: of a name given twice one reader takes the first value and another the last, and a
/// token must not mean two things.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads an object; null when there is none, or what reads it finds it wanting.</summary>
    public static T? Read<T>(byte[] json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        // The second is for texts that are no Unicode: they come to light only when they are read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text that is there and not empty; null otherwise.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>A time in whole seconds since 1970; null when it is none that there is.</summary>
    public static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds >= 0
        && seconds <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>A list of texts, none when it is missing; null when it is something else.</summary>
    public static string[]? Texts(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
            return [];
        if (
            value.ValueKind != JsonValueKind.Array
            || value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String)
        )
            return null;
        return [.. value.EnumerateArray().Select(static item => item.GetString()!)];
    }
}
