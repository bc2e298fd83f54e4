using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using SessionManager.Sessions;

namespace SessionManager.Testing.Samples;

/// <summary>
/// All that a value holds, a line for each member: equal values give equal texts, and a test that fails shows the member.
/// </summary>
internal static class RecordText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, string.Empty, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string path, object? value)
    {
        switch (value)
        {
            case SessionMetadata metadata:
                foreach (var (name, element) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                    Line(text, $"{path}[{name}]", Json(element));
                break;
            case IEnumerable items and not string:
                var index = 0;
                foreach (var item in items)
                    Write(text, $"{path}[{index++}]", item);
                break;
            default:
                if (Scalar(value) is { } scalar)
                    Line(text, path, scalar);
                else
                    Members(text, path, value!);
                break;
        }
    }

    private static void Members(StringBuilder text, string path, object value)
    {
        foreach (var member in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
            Write(text, $"{path}.{member.Name}", member.GetValue(value));
    }

    private static string? Scalar(object? value) =>
        value switch
        {
            null => "null",
            string written => $"\"{written}\"",
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            SecretHash hash => Convert.ToHexString(hash.Bytes),
            ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
            SessionId or TimeSpan or Enum or bool => value.ToString(),
            int or long or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };

    /// <summary>A JSON value without what a storage may change in it: space, the order of members, how a number is spelt.</summary>
    private static string Json(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "{"
                + string.Join(
                    ',',
                    element
                        .EnumerateObject()
                        .OrderBy(static member => member.Name, StringComparer.Ordinal)
                        .Select(static member => $"{member.Name}:{Json(member.Value)}")
                )
                + "}",
            JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Json))}]",
            JsonValueKind.String => $"\"{element.GetString()}\"",
            JsonValueKind.Number => element.GetDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => element.GetRawText(),
        };

    private static void Line(StringBuilder text, string path, string value) =>
        text.Append(path).Append(" = ").Append(value).Append('\n');
}
