using System.Text.Json;

namespace SessionManager.Mcp.Tests.Hosting;

/// <summary>
/// Whether an answer is what the tool's output schema promises, as far as those schemas go. Stricter than JSON Schema
/// in one thing: a member that the schema does not name is an error, and so is a null.
/// </summary>
internal static class AnswerSchema
{
    public static void Check(JsonElement schema, JsonElement value, string path)
    {
        var type = schema.GetProperty("type").GetString();
        switch (type)
        {
            case "object":
                Assert.True(value.ValueKind == JsonValueKind.Object, path);
                foreach (var name in Names(schema, "required"))
                    Assert.True(value.TryGetProperty(name, out _), $"{path}.{name} is missing");
                foreach (var member in value.EnumerateObject())
                {
                    var known = schema.GetProperty("properties").TryGetProperty(member.Name, out var inner);
                    Assert.True(known, $"{path}.{member.Name} is in no schema");
                    Check(inner, member.Value, $"{path}.{member.Name}");
                }

                break;
            case "array":
                foreach (var item in value.EnumerateArray())
                    Check(schema.GetProperty("items"), item, path + "[]");
                break;
            case "string":
                Assert.True(value.ValueKind == JsonValueKind.String, path);
                if (schema.TryGetProperty("enum", out _))
                    Assert.Contains(value.GetString()!, Names(schema, "enum"));
                if (schema.TryGetProperty("format", out _))
                    Assert.Equal(TimeSpan.Zero, value.GetDateTimeOffset().Offset);
                break;
            case "boolean":
                Assert.True(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path);
                break;
            case "integer":
                Assert.True(value.TryGetInt32(out _), path);
                break;
            default:
                Assert.Fail($"{path}: {type}");
                break;
        }
    }

    private static IEnumerable<string> Names(JsonElement schema, string member) =>
        schema.TryGetProperty(member, out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];
}
