using System.Text.Json;
using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Reporting;

internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(BenchmarkReport report, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, report, Options, cancellationToken);
    }

    /// <summary>Below <c>artifacts/</c> of the repository this was built in, or of the current folder.</summary>
    public static string DefaultPath(HostSet set, string mode)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent;
        var root = folder?.FullName ?? Directory.GetCurrentDirectory();
        var name = set == HostSet.Memory ? $"http-{mode}.json" : $"http-{set.Name}-{mode}.json";
        return Path.Combine(root, "artifacts", "benchmarks", name);
    }
}
