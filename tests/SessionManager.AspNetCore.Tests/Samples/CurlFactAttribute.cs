namespace SessionManager.AspNetCore.Tests.Samples;

/// <summary>Needs <c>curl</c> and a POSIX shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        // In CI the test fails instead: a check that is silently left out proves nothing there.
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            return;
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (OperatingSystem.IsWindows() || !folders.Any(folder => File.Exists(Path.Combine(folder, "curl"))))
            Skip = "There is no curl in this machine's path.";
    }
}
