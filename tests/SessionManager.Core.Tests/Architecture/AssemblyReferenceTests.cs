using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SessionManager.Core.Tests.Architecture;

/// <summary>What the built packages refer to.</summary>
[Trait("Req", "3.1")]
public class AssemblyReferenceTests
{
    [Fact]
    public void Core_refers_to_the_runtime_and_the_extension_abstractions_only()
    {
        var references = References(typeof(SessionManager.Management.ISessionManager).Assembly.Location);

        Assert.All(references, name => Assert.True(IsRuntime(name) || IsExtension(name), name));
        Assert.DoesNotContain(references, IsForbidden);
    }

    [Fact]
    [Trait("Req", "C7")]
    public void No_built_package_refers_to_another_adapter()
    {
        foreach (var project in Repository.Packages())
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var allowed = ProjectReferenceTests.AllowedFor(name);
            foreach (var assembly in Built(project, name))
            {
                var others = References(assembly).Where(r => r.StartsWith("SessionManager.", StringComparison.Ordinal));
                Assert.All(others, other => Assert.True(allowed.Contains(other), $"{name} refers to {other}."));
            }
        }
    }

    private static IEnumerable<string> Built(string project, string name)
    {
        var folder = Path.Combine(Path.GetDirectoryName(project)!, "bin");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, $"{name}.dll", SearchOption.AllDirectories)
            : [];
    }

    private static bool IsRuntime(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib" or "netstandard";

    private static bool IsExtension(string name) => name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);

    private static bool IsForbidden(string name) =>
        name.Contains("EntityFramework", StringComparison.Ordinal)
        || name.Contains("AspNetCore", StringComparison.Ordinal)
        || name.Contains("Redis", StringComparison.Ordinal);

    private static List<string> References(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return
        [
            .. metadata.AssemblyReferences.Select(handle =>
                metadata.GetString(metadata.GetAssemblyReference(handle).Name)
            ),
        ];
    }
}
