using System.Reflection;
using SessionManager.Core.Tests.Architecture;

namespace SessionManager.Core.Tests.PublicApi;

/// <summary>Compares a package's public surface with the reviewed file.</summary>
internal static class ApprovedSurface
{
    public static void Check(string name)
    {
        var folder = Repository.PathOf("tests", "SessionManager.Core.Tests", "PublicApi");
        var approved = Path.Combine(folder, $"{name}.txt");
        var received = Path.Combine(folder, $"{name}.received.txt");
        var surface = PublicSurface.Of(Assembly.Load(name));

        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (expected == surface)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, surface);
        Assert.Fail(
            $"The public surface of {name} changed:\n{Difference(expected, surface)}\n"
                + $"If it is meant, accept it: mv {Path.GetRelativePath(Repository.Root, received)} "
                + Path.GetRelativePath(Repository.Root, approved)
        );
    }

    private static string Difference(string expected, string actual)
    {
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        return string.Join(
            '\n',
            before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line))
        );
    }
}
