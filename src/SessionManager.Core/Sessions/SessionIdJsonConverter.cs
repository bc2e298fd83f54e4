using System.Text.Json;
using System.Text.Json.Serialization;

namespace SessionManager.Sessions;

/// <summary>Writes a <see cref="SessionId"/> as its text form.</summary>
public sealed class SessionIdJsonConverter : JsonConverter<SessionId>
{
    /// <inheritdoc/>
    public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SessionId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Not a session id: '{SessionId.Prefix}' and 26 base64url characters expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[SessionId.Length];
        value.TryFormat(text, out _, default, null);
        writer.WriteStringValue(text);
    }
}
