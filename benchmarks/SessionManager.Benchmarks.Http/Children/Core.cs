namespace SessionManager.Benchmarks.Http.Children;

/// <summary>Where a child may run: on one core, or wherever the system puts it.</summary>
internal sealed class Core
{
    private const string TaskSet = "taskset";

    private Core(IReadOnlyList<string> prefix) => Prefix = prefix;

    public static Core Any { get; } = new([]);

    public static bool CanPin { get; } =
        Environment.ProcessorCount > 1
        && (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, TaskSet)));

    /// <summary>What stands before the command; taskset replaces itself by it, so the process is the child's own.</summary>
    public IReadOnlyList<string> Prefix { get; }

    public static Core Number(int core) => new([TaskSet, "--cpu-list", core.ToString()]);
}
