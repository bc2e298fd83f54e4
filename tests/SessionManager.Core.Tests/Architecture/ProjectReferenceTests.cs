using System.Xml.Linq;

namespace SessionManager.Core.Tests.Architecture;

/// <summary>Arrows point one way: every package to Core, and adapters never to each other.</summary>
[Trait("Req", "3.1")]
public class ProjectReferenceTests
{
    private const string Core = "SessionManager.Core";

    public static IReadOnlyList<string> AllowedFor(string package) =>
        package switch
        {
            Core => [],
            "SessionManager.Dashboard" or "SessionManager.Cli" =>
            [
                Core,
                "SessionManager.AspNetCore",
                "SessionManager.EntityFrameworkCore",
                "SessionManager.Redis",
            ],
            _ => [Core],
        };

    [Fact]
    public void Every_package_refers_to_core_and_to_nothing_it_should_not()
    {
        Assert.NotEmpty(Repository.Packages());
        foreach (var project in Repository.Packages())
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = Elements(project, "ProjectReference")
                .Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToArray();

            Assert.All(references, other => Assert.True(AllowedFor(name).Contains(other), $"{name} -> {other}"));
            if (name != Core)
                Assert.Contains(Core, references);
        }
    }

    [Fact]
    public void Core_uses_extension_packages_only() =>
        Assert.All(
            Elements(Repository.PathOf("src", Core, Core + ".csproj"), "PackageReference"),
            e => Assert.StartsWith("Microsoft.Extensions.", e.Attribute("Include")!.Value, StringComparison.Ordinal)
        );

    [Fact]
    [Trait("Req", "C3")]
    public void Versions_stand_in_one_file()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*.*proj", SearchOption.AllDirectories))
        {
            if (IsGenerated(file))
                continue;
            Assert.Empty(Elements(file, "PackageVersion"));
            Assert.All(
                Elements(file, "PackageReference"),
                e => Assert.True(e.Attribute("Version") is null && e.Attribute("VersionOverride") is null, file)
            );
        }

        Assert.NotEmpty(Elements(Repository.PathOf("Directory.Packages.props"), "PackageVersion"));
    }

    private static bool IsGenerated(string file) =>
        file.Contains("/obj/", StringComparison.Ordinal)
        || file.Contains("/bin/", StringComparison.Ordinal)
        || file.Contains("/artifacts/", StringComparison.Ordinal);

    private static IEnumerable<XElement> Elements(string file, string name) =>
        XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == name);
}
