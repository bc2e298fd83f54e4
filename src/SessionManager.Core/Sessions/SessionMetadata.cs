using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SessionManager.Sessions;

/// <summary>
/// A host's own data on a session, as JSON values under names. Immutable and thread-safe. How much is allowed is
/// checked when a session takes it (32 names and 4 KB unless configured).
/// </summary>
public sealed class SessionMetadata : IReadOnlyDictionary<string, JsonElement>
{
    private readonly Dictionary<string, JsonElement> _values;

    private SessionMetadata(Dictionary<string, JsonElement> values) => _values = values;

    /// <summary>No data.</summary>
    public static SessionMetadata Empty { get; } = new(new(StringComparer.Ordinal));

    /// <inheritdoc/>
    public JsonElement this[string key] => _values[key];

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<JsonElement> Values => _values.Values;

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="FormatException">The text is not a JSON object, or a name stands twice in it.</exception>
    public static SessionMetadata Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return From(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException("Session metadata must be a JSON object.", exception);
        }
    }

    /// <summary>Takes the members of a JSON object.</summary>
    /// <exception cref="FormatException">The element is not an object, or a name stands twice in it.</exception>
    public static SessionMetadata From(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("Session metadata must be a JSON object.");
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!values.TryAdd(member.Name, member.Value.Clone()))
                throw new FormatException("Session metadata names a member twice.");
        }

        return values.Count == 0 ? Empty : new SessionMetadata(values);
    }

    /// <summary>This data with one more value, or another one under that name.</summary>
    public SessionMetadata With(string name, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(new(_values, StringComparer.Ordinal) { [name] = value.Clone() });
    }

    /// <inheritdoc cref="With(string, JsonElement)"/>
    public SessionMetadata With(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(value)}\"");
        return With(name, document.RootElement);
    }

    /// <summary>This data without the value under that name.</summary>
    public SessionMetadata Without(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var values = new Dictionary<string, JsonElement>(_values, StringComparer.Ordinal);
        return values.Remove(name) ? new(values) : this;
    }

    /// <summary>This data with what another has under the names that begin with a dot, which are the library's own.</summary>
    internal SessionMetadata KeepingReserved(SessionMetadata other)
    {
        Dictionary<string, JsonElement>? values = null;
        foreach (var (name, value) in other._values)
        {
            if (!name.StartsWith('.') || _values.ContainsKey(name))
                continue;
            values ??= new Dictionary<string, JsonElement>(_values, StringComparer.Ordinal);
            values.Add(name, value);
        }

        return values is null ? this : new SessionMetadata(values);
    }

    /// <summary>The data as one JSON object.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Writes the data as one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (var (name, value) in _values)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out JsonElement value) =>
        _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Only the count: the data is the host's.</summary>
    public override string ToString() => $"{Count} value(s)";
}
