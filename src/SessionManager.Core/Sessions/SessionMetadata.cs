using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace SessionManager.Sessions;

/// <summary>
/// A host's own data on a session, as JSON values under names. Immutable and thread-safe. Values nest at most 16 deep
/// and every text in them is valid Unicode, so that what is taken can be stored and answered. How much is allowed is
/// checked when a session takes it (32 names and 4 KB unless configured).
/// </summary>
public sealed class SessionMetadata : IReadOnlyDictionary<string, JsonElement>
{
    /// <summary>Leaves room for what it is answered in, of the 64 levels that System.Text.Json reads and writes.</summary>
    private const int MaxDepth = 16;

    private const string NoText = "Session metadata must be valid Unicode: a half of a surrogate pair is no text.";

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
    /// <exception cref="FormatException">
    /// The text is not a JSON object, a name stands twice in it, it nests too deep, or a text in it is not valid Unicode.
    /// </exception>
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
    /// <exception cref="FormatException">
    /// The element is not an object, a name stands twice in it, it nests too deep, or a text in it is not valid Unicode.
    /// </exception>
    public static SessionMetadata From(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException("Session metadata must be a JSON object.");
        if (Fault(element, MaxDepth) is { } fault)
            throw new FormatException(fault);
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!values.TryAdd(member.Name, member.Value.Clone()))
                throw new FormatException("Session metadata names a member twice.");
        }

        return values.Count == 0 ? Empty : new SessionMetadata(values);
    }

    /// <summary>This data with one more value, or another one under that name.</summary>
    /// <exception cref="ArgumentException">The value nests too deep, or a text in it or the name is not valid Unicode.</exception>
    public SessionMetadata With(string name, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsText(name))
            throw new ArgumentException(NoText, nameof(name));
        if (Fault(value, MaxDepth - 1) is { } fault)
            throw new ArgumentException(fault, nameof(value));
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
        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
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

    /// <summary>Why a value cannot be kept; null when it can.</summary>
    private static string? Fault(JsonElement value, int depth)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return value.ValueKind == JsonValueKind.String && !IsText(value) ? NoText : null;
        if (depth == 0)
            return $"Session metadata nests at most {MaxDepth} deep.";
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (Fault(item, depth - 1) is { } fault)
                    return fault;
            }

            return null;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!IsNamed(member))
                return NoText;
            if (Fault(member.Value, depth - 1) is { } fault)
                return fault;
        }

        return null;
    }

    private static bool IsText(JsonElement text)
    {
        try
        {
            return text.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON by its grammar (RFC 8259, 8.2), and no text.
            return false;
        }
    }

    private static bool IsNamed(JsonProperty member)
    {
        try
        {
            return member.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
                return false;
            rest = rest[length..];
        }

        return true;
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
