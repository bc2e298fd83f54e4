using System.Text.Json.Serialization;

namespace SessionManager.Benchmarks.Http.Load;

/// <summary>One slice to drive, as a line of JSON. No cookies: one request without a Cookie header.</summary>
internal sealed record LoadOrder(
    string Address,
    string Path,
    IReadOnlyList<string> Cookies,
    int Connections,
    double Seconds
);

/// <summary>
/// What came of it. <c>Completed</c> counts every good answer, also those after the window closed, for the host paid for
/// them; throughput and latency are of the window. <c>GeneratorCpu</c> is in cores.
/// </summary>
internal sealed record LoadResult(
    long Completed,
    long Errors,
    double RequestsPerSecond,
    double P50Microseconds,
    double P99Microseconds,
    double GeneratorCpu,
    string? FirstError
);

[JsonSerializable(typeof(LoadOrder))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJsonContext : JsonSerializerContext;
