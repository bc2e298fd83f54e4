using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace SessionManager.Mcp.Tools;

/// <summary>The arguments of a call, which no schema has checked. A null is as good as nothing.</summary>
internal readonly struct SessionToolArguments(CallToolRequestParams? call)
{
    private readonly IDictionary<string, JsonElement>? _values = call?.Arguments;

    /// <summary>Whether there is an argument of another name: a misspelt one must not widen what a call does.</summary>
    public bool HasOtherThan(params ReadOnlySpan<string> names)
    {
        foreach (var name in _values?.Keys ?? [])
        {
            if (!names.Contains(name))
                return true;
        }

        return false;
    }

    /// <summary>Reads a text.</summary>
    /// <returns>False when the argument is there and is none.</returns>
    public bool TryGetText(string name, out string? text)
    {
        text = null;
        if (!TryFind(name, out var value))
            return true;
        if (value.ValueKind != JsonValueKind.String)
            return false;
        text = value.GetString();
        return true;
    }

    /// <summary>Reads a truth value.</summary>
    /// <returns>False when the argument is there and is none.</returns>
    public bool TryGetFlag(string name, out bool? flag)
    {
        flag = null;
        if (!TryFind(name, out var value))
            return true;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return false;
        flag = value.GetBoolean();
        return true;
    }

    private bool TryFind(string name, out JsonElement value)
    {
        value = default;
        return _values is not null
            && _values.TryGetValue(name, out value)
            && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }
}
