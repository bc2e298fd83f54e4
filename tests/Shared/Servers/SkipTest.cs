using System.Diagnostics.CodeAnalysis;

namespace SessionManager.Tests.Servers;

/// <summary>Ends a test that cannot run on this machine.</summary>
public static class SkipTest
{
    // As xunit 3 marks it; in xunit 2 SkippingTestFramework reads it.
    internal const string Mark = "$XunitDynamicSkip$";

    /// <summary>Whether a test that cannot run fails, because nobody reads what a build server skipped.</summary>
    public static bool IsForbidden { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Skips the running test, or fails it with <c>CI=true</c>. From a test, the constructor or <c>InitializeAsync</c>
    /// of its class, or a fixture.
    /// </summary>
    [DoesNotReturn]
    public static void Because(string reason) =>
        throw new InvalidOperationException(IsForbidden ? reason : Mark + reason);
}
