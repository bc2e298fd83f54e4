using System.Text.RegularExpressions;

namespace SessionManager.Core.Tests.Architecture;

/// <summary>The tests that carry the number of a requirement or of a line of the security table, from their sources.</summary>
internal sealed partial class TracedTests
{
    private const int MostNames = 3;

    private readonly Dictionary<(string Kind, string Id), SortedDictionary<string, SortedSet<string>>> _tests = [];

    private TracedTests(IEnumerable<string> files)
    {
        foreach (var file in files)
            Read(File.ReadLines(file));
    }

    public static TracedTests Read() =>
        new(Repository.Sources("tests").Concat(Repository.Sources("src/SessionManager.Testing")));

    public IEnumerable<string> Ids(string kind) => _tests.Keys.Where(key => key.Kind == kind).Select(key => key.Id);

    /// <summary>A cell of a table: up to three names of each class.</summary>
    public string Cell(string kind, string id) =>
        _tests.TryGetValue((kind, id), out var classes)
            ? string.Join("<br>", classes.Select(static entry => $"`{entry.Key}`: {Names(entry.Value)}"))
            : string.Empty;

    private static string Names(SortedSet<string> names)
    {
        var first = string.Join(", ", names.Take(MostNames));
        return names.Count > MostNames ? $"{first} and {names.Count - MostNames} more" : first;
    }

    private void Read(IEnumerable<string> lines)
    {
        string? type = null;
        List<(string, string)> ofType = [];
        List<(string, string)> pending = [];
        var isTest = false;
        foreach (var line in lines)
        {
            pending.AddRange(
                TraitText().Matches(line).Select(static m => (m.Groups["kind"].Value, m.Groups["id"].Value))
            );
            isTest |= TestAttribute().IsMatch(line);
            if (TypeLine().Match(line) is { Success: true } found)
            {
                type = found.Groups["name"].Value;
                (ofType, pending, isTest) = (pending, [], false);
            }
            else if (type is not null && MethodLine().Match(line) is { Success: true } method)
            {
                if (isTest)
                    Add(type, method.Groups["name"].Value, pending.Concat(ofType));
                (pending, isTest) = ([], false);
            }
        }
    }

    private void Add(string type, string method, IEnumerable<(string, string)> traits)
    {
        foreach (var trait in traits)
        {
            if (!_tests.TryGetValue(trait, out var classes))
                _tests[trait] = classes = new(StringComparer.Ordinal);
            if (!classes.TryGetValue(type, out var names))
                classes[type] = names = new(StringComparer.Ordinal);
            names.Add(method);
        }
    }

    [GeneratedRegex("""Trait\("(?<kind>Req|Sec)", "(?<id>[^"]+)"\)""")]
    private static partial Regex TraitText();

    [GeneratedRegex(@"\[\w*(Fact|Theory)\b")]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^\s*(public|internal) (sealed |abstract |static |partial )*class (?<name>\w+)")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\s+public (virtual |override |async |static )*(Task|void|ValueTask)(<[^>]*>)? (?<name>\w+)\(")]
    private static partial Regex MethodLine();
}
