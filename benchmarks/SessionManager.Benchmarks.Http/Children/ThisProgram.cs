namespace SessionManager.Benchmarks.Http.Children;

internal static class ThisProgram
{
    /// <summary>How to start this program again: its own executable, or the runtime and the assembly.</summary>
    public static IReadOnlyList<string> Command { get; } = Find();

    private static string[] Find()
    {
        var executable =
            Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is unknown.");
        return string.Equals(Path.GetFileNameWithoutExtension(executable), "dotnet", StringComparison.OrdinalIgnoreCase)
            ? [executable, typeof(ThisProgram).Assembly.Location]
            : [executable];
    }
}
