namespace SessionManager.Tests.Servers;

/// <summary>A test that needs Chromium: skipped where that is not installed, except with <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = SharedChromium.SkipReason;
}

/// <inheritdoc cref="ChromiumFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = SharedChromium.SkipReason;
}
