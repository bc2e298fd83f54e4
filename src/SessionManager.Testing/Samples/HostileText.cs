using Xunit;

namespace SessionManager.Testing.Samples;

/// <summary>Texts that break what joins, quotes, patterns or prints them.</summary>
/// <remarks>Tests name a text by its key, so that none of them reaches a test's display name.</remarks>
public static class HostileText
{
    private static readonly Dictionary<string, string> _values = new(StringComparer.Ordinal)
    {
        ["quotes"] = "'\"`; DROP TABLE sessions; --",
        ["back slashes"] = @"\\' \0 \u0000 \n",
        ["wildcards"] = "%_*?[a-z]",
        ["key"] = "{a}:*",
        ["braces"] = "}{tag}{",
        ["slashes"] = "../../a/b?c=d#e&f%2Fg",
        ["json"] = """{"a":["b",{"c":null}]}""",
        ["markup"] = "<script>alert(1)</script>&amp;",
        ["accents"] = "Ünïcödé ñandú",
        ["decomposed"] = "e\u0301a\u030A",
        ["emoji"] = "👩‍👩‍👧‍👦🏳️‍🌈",
        ["bidi"] = "admin\u202Egnp.exe\u2066\u2069",
        ["zero width"] = "ad\u200Bmin\uFEFF",
        ["han"] = "漢字かな한글",
        ["turkish"] = "İıIi",
        ["spaces"] = "  two  spaces  ",
        ["no-break space"] = "\u00A0a\u00A0",
        ["separators"] = "a,b;c|d:e=f\u2028g",
        ["format"] = "{0} {UserId} %s $HOME",
        ["private use"] = "\uE000\uFFFD\U0010FFFF",
    };

    private static readonly Dictionary<string, string> _controls = new(StringComparer.Ordinal)
    {
        ["line breaks"] = "a\r\nSet-Cookie: b\n\nc\r",
        ["ansi"] = "\u001b[31mred\u001b]0;title\u0007",
        ["controls"] = "\u0001\u0008\t\u007F\u0085",
    };

    /// <summary>The keys of texts that are allowed anywhere, also in a user id.</summary>
    public static TheoryData<string> Keys => [.. _values.Keys];

    /// <summary>The keys of all texts, those with control characters included.</summary>
    public static TheoryData<string> AllKeys => [.. _values.Keys, .. _controls.Keys];

    /// <summary>
    /// User ids that are all different and that a storage may take for one another: by case, by trailing space, by
    /// composition, by pattern, by key.
    /// </summary>
    public static IReadOnlyList<string> LookAlikes { get; } =
    [
        "alice",
        "Alice",
        "ALICE",
        "alice ",
        " alice",
        "alice\u00A0",
        "alice\u200B",
        "al\u0131ce",
        "alic\u00E9",
        "alice\u0301",
        "\uFF41lice",
        "a%",
        "a_ice",
        "*",
        "{alice}",
        "{alice}:*",
        "alice:*",
        "alice:sess",
        "stra\u00DFe",
        "strasse",
        "1",
        "01",
        "1.0",
        "null",
        "0",
    ];

    /// <summary>All texts, those with control characters included.</summary>
    public static IEnumerable<string> All => _values.Values.Concat(_controls.Values);

    /// <summary>The text under a key.</summary>
    public static string Of(string key) => _values.TryGetValue(key, out var text) ? text : _controls[key];
}
