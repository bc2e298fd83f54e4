using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SessionManager.Dashboard.StaticFiles;

namespace SessionManager.Dashboard.Texts;

/// <summary>The words of the pages in the language of a reader: the host's, and English where the host has none.</summary>
internal sealed class DashboardTexts
{
    /// <summary>Times are told by the browser in its own words, unless the language has texts for them.</summary>
    private const string Times = "time.";

    private const string Default = "en";

    private const string Admin = "admin";

    /// <summary>The categories of plurals, of which each language has some (Unicode CLDR).</summary>
    private static readonly string[] Plurals = ["zero", "one", "two", "few", "many", "other"];

    private static readonly Lazy<FrozenDictionary<string, string>> DefaultTexts = new(ReadEnglish);

    private DashboardTexts(CultureInfo culture, IReadOnlyDictionary<string, string> all)
    {
        Language = culture.Name;
        IsRightToLeft = culture.TextInfo.IsRightToLeft;
        All = all;
    }

    /// <summary>The package's own texts. Their names are what a host may translate.</summary>
    public static IReadOnlyDictionary<string, string> English => DefaultTexts.Value;

    /// <summary>The language, as in the <c>lang</c> attribute.</summary>
    public string Language { get; }

    public bool IsRightToLeft { get; }

    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>Those that a page may need: what an operator reads is nothing for everybody's page.</summary>
    public IReadOnlyDictionary<string, string> Of(string page) =>
        page == Admin
            ? All
            : All.Where(static text => !text.Key.StartsWith(Admin + ".", StringComparison.Ordinal))
                .ToDictionary(StringComparer.Ordinal);

    public string this[string name] => All.TryGetValue(name, out var text) ? text : English[name];

    /// <summary>
    /// The texts for a culture: those of the culture itself, else of one it descends from, else English, in which the host
    /// may have words of its own too.
    /// </summary>
    public static DashboardTexts For(CultureInfo reader, IDictionary<string, IDictionary<string, string>> translations)
    {
        for (var culture = reader; culture.Name.Length > 0; culture = culture.Parent)
        {
            if (translations.TryGetValue(culture.Name, out var own))
                return new(reader, Merge(own, IsEnglish(reader)));
        }

        var english = IsEnglish(reader) ? reader : CultureInfo.GetCultureInfo(Default);
        return new(english, translations.TryGetValue(Default, out var words) ? Merge(words, isEnglish: true) : English);
    }

    /// <summary>Whether a page shows a text of this name, or one that counts: a language has its own plurals.</summary>
    public static bool IsKnown(string name)
    {
        if (English.ContainsKey(name))
            return true;
        var dot = name.LastIndexOf('.');
        return dot > 0
            && Array.IndexOf(Plurals, name[(dot + 1)..]) >= 0
            && (English.ContainsKey(name[..dot]) || English.ContainsKey($"{name[..dot]}.other"));
    }

    private static Dictionary<string, string> Merge(IDictionary<string, string> own, bool isEnglish)
    {
        var all = new Dictionary<string, string>(English, StringComparer.Ordinal);
        if (!isEnglish)
        {
            foreach (var name in English.Keys.Where(IsTime))
                all.Remove(name);
        }

        foreach (var (name, text) in own)
            all[name] = text;
        return all;
    }

    private static bool IsEnglish(CultureInfo culture) => culture.TwoLetterISOLanguageName is Default;

    private static bool IsTime(string name) => name.StartsWith(Times, StringComparison.Ordinal);

    private static FrozenDictionary<string, string> ReadEnglish()
    {
        string[] files = ["texts/en.json", "texts/en.admin.json"];
        return files.SelectMany(Read).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Read(string file) =>
        JsonSerializer.Deserialize(
            DashboardAssets.Shared.Find(file)!.Content,
            TextsJsonContext.Default.DictionaryStringString
        )!;
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TextsJsonContext : JsonSerializerContext;
