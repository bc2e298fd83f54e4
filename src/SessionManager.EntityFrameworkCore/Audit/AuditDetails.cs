using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>The details of an event as JSON text that is the same whenever the details are.</summary>
internal static class AuditDetails
{
    public static string? Write(IReadOnlyDictionary<string, string> details)
    {
        if (details.Count == 0)
            return null;
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details)
            sorted[AuditText.Storable(name)] = AuditText.Storable(value ?? string.Empty);
        return JsonSerializer.Serialize(sorted, AuditJsonContext.Default.SortedDictionaryStringString);
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static IReadOnlyDictionary<string, string> Read(string? text) =>
        text is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : JsonSerializer.Deserialize(text, AuditJsonContext.Default.DictionaryStringString)
                ?? throw new JsonException("The details are null.");
}

[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
