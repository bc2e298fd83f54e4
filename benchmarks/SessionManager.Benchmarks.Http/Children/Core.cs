using System.Diagnostics;
using System.Runtime.Versioning;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Http.Children;

/// <summary>Where a child may run: on one core, or wherever the system puts it.</summary>
internal sealed class Core
{
    private const string TaskSet = "taskset";

    private readonly nint _mask;

    private Core(IReadOnlyList<string> prefix, nint mask) => (Prefix, _mask) = (prefix, mask);

    public static Core Any { get; } = new([], ((nint)1 << Environment.ProcessorCount) - 1);

    public static bool CanPin { get; } =
        Environment.ProcessorCount > 1
        && (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, TaskSet)));

    /// <summary>What stands before the command; taskset replaces itself by it, so the process is the child's own.</summary>
    public IReadOnlyList<string> Prefix { get; }

    public static Core Number(int core) => new([TaskSet, "--cpu-list", core.ToString()], (nint)1 << core);

    /// <summary>Moves a server that is running, and what it has started and will start, here.</summary>
    [SupportedOSPlatform("linux")]
    public void Take(int server)
    {
        foreach (var pid in ProcessTable.Family(server))
        {
            using var process = Process.GetProcessById(pid);
            process.ProcessorAffinity = _mask;
        }
    }
}
