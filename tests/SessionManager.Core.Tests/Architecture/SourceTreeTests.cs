using System.Text.RegularExpressions;

namespace SessionManager.Core.Tests.Architecture;

public partial class SourceTreeTests
{
    /// <summary>Registration extensions stand where hosts look for them.</summary>
    private static readonly string[] HostNamespaces =
    [
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.EntityFrameworkCore",
        "Microsoft.AspNetCore.Builder",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Http",
    ];

    /// <summary>Who filters logs by number meets one message under each.</summary>
    [Fact]
    public void Each_log_message_has_a_number_of_its_own()
    {
        var numbers = Repository
            .Sources("src")
            .SelectMany(file => EventNumber().Matches(File.ReadAllText(file)))
            .ToList();

        Assert.True(numbers.Count > 20, "No log messages were found.");
        Assert.Empty(
            numbers
                .GroupBy(static match => match.Groups["id"].Value)
                .Where(static same => same.Count() > 1)
                .Select(static same => same.Key)
        );
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var checkedFiles = 0;
        foreach (var file in Repository.Sources("src"))
        {
            var found = NamespaceLine().Match(File.ReadAllText(file));
            if (!found.Success || HostNamespaces.Contains(found.Groups["name"].Value))
                continue;
            var parts = Path.GetRelativePath(Repository.PathOf("src"), Path.GetDirectoryName(file)!).Split('/', '\\');
            // Core is the root of all names.
            var expected = string.Join('.', parts)
                .Replace("SessionManager.Core", "SessionManager", StringComparison.Ordinal);
            Assert.True(
                found.Groups["name"].Value == expected,
                $"{file}: {found.Groups["name"].Value}, expected {expected}"
            );
            checkedFiles++;
        }

        Assert.True(checkedFiles > 90, "No sources were found.");
    }

    [Fact]
    public void No_folder_is_a_drawer_for_odds_and_ends()
    {
        var folders = Directory
            .EnumerateDirectories(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName);

        Assert.DoesNotContain(folders, name => name is "Helpers" or "Utils" or "Utilities" or "Common");
    }

    [Fact]
    public void No_tracked_file_names_a_registry_or_a_place_on_one_machine()
    {
        foreach (var file in Repository.TrackedFiles() ?? [])
        {
            var path = Repository.PathOf(file);
            if (!File.Exists(path) || IsBinary(path))
                continue;
            var text = File.ReadAllText(path);
            Assert.False(Feed().IsMatch(text), $"{file} names a package feed: {Feed().Match(text).Value}");
            Assert.False(MachinePath().IsMatch(text), $"{file} names a folder: {MachinePath().Match(text).Value}");
        }
    }

    private static bool IsBinary(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[512];
        return start[..stream.Read(start)].Contains((byte)0);
    }

    [GeneratedRegex(@"EventId = (?<id>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventNumber();

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z0-9_.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"https?://[^\s""'<>]*/index\.json", RegexOptions.IgnoreCase)]
    private static partial Regex Feed();

    /// <summary>A home, a scratch folder or a drive.</summary>
    [GeneratedRegex(@"(?<![\w.~/:-])/(?:home|root|Users|work)/[\w.-]+|(?<![A-Za-z])[C-Z]:\\[A-Za-z]")]
    private static partial Regex MachinePath();
}
