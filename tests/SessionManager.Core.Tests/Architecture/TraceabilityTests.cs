using System.Text.RegularExpressions;

namespace SessionManager.Core.Tests.Architecture;

/// <summary>The tables that name the tests of each requirement name those that there are.</summary>
public partial class TraceabilityTests
{
    /// <summary>Set to 1, it has the tables written anew instead.</summary>
    private const string Accept = "ACCEPT_TRACES";

    [Fact]
    public void The_table_of_requirements_is_up_to_date() => Check("docs/requirements.md", "Req");

    [Fact]
    public void The_table_of_security_is_up_to_date() => Check("docs/security.md", "Sec");

    private static void Check(string file, string kind)
    {
        var path = Path.Combine(Repository.Root, file);
        var tests = TracedTests.Read();
        var rows = new HashSet<string>(StringComparer.Ordinal);
        var lines = File.ReadAllLines(path);
        var wanted = Array.ConvertAll(lines, line => Renew(line, kind, tests, rows));

        Assert.True(rows.Count > 20, $"{file} has no rows.");
        var untold = tests.Ids(kind).Where(id => !rows.Contains(id)).ToList();
        Assert.True(untold.Count == 0, $"{file} has no row for {string.Join(", ", untold)}, which tests carry.");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, string.Join('\n', wanted) + "\n");
            return;
        }

        var changed = lines
            .Zip(wanted)
            .Where(static pair => pair.First != pair.Second)
            .Select(static pair => pair.Second);
        Assert.True(
            lines.SequenceEqual(wanted),
            $"{file} names other tests than there are. Write it anew with {Accept}=1 dotnet test, and look at the change:\n"
                + string.Join('\n', changed)
        );
    }

    private static string Renew(string line, string kind, TracedTests tests, HashSet<string> rows)
    {
        var row = Row().Match(line);
        if (!row.Success)
            return line;
        var id = row.Groups["id"].Value;
        rows.Add(id);
        return $"| {id} | {row.Groups["what"].Value} | {tests.Cell(kind, id)} |";
    }

    [GeneratedRegex(@"^\| (?<id>[CD]|[CD]?\d+(\.\d+)?) \| (?<what>.*?) \| .*\|$")]
    private static partial Regex Row();
}
