using System.Reflection;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>A suite that nobody derives from proves nothing, and nobody would notice.</summary>
public sealed class EverySuiteIsSubclassed
{
    [Fact]
    public void In_this_assembly()
    {
        var suites = typeof(SessionStorageConformance)
            .Assembly.GetExportedTypes()
            .Where(static type => type.IsAbstract && HasTests(type))
            .ToList();
        var own = typeof(EverySuiteIsSubclassed).Assembly.GetTypes().Where(static type => !type.IsAbstract).ToList();

        Assert.NotEmpty(suites);
        Assert.All(suites, suite => Assert.True(own.Exists(suite.IsAssignableFrom), $"Nothing derives from {suite}."));
    }

    /// <summary>xunit runs public tests of public classes only.</summary>
    [Fact]
    public void And_its_tests_run()
    {
        var tests = typeof(SessionStorageConformance)
            .Assembly.GetTypes()
            .SelectMany(static type =>
                type.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly
                )
            )
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null)
            .ToList();

        Assert.NotEmpty(tests);
        Assert.All(tests, static test => Assert.True(test.IsPublic && test.DeclaringType!.IsVisible, test.Name));
        Assert.All(tests, static test => Assert.Null(test.GetCustomAttribute<FactAttribute>()!.Skip));
    }

    private static bool HasTests(Type type) =>
        type.GetMethods().Any(static method => method.GetCustomAttribute<FactAttribute>() is not null);
}
