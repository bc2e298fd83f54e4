using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using SessionManager.Benchmarks;

// memory: bytes a session. ratio: a validation over one SHA-256. jwt: one of an access token over
// IdentityModel's handler. Otherwise BenchmarkDotNet's own arguments, after an optional --mode short|full.
if (args is ["memory", ..])
{
    await MemoryFootprint.MeasureAsync(args.Length > 1 ? int.Parse(args[1]) : 1_000_000);
    return;
}

if (args is ["ratio"])
{
    await ValidateRatio.MeasureAsync();
    return;
}

if (args is ["jwt"])
{
    await JwtRatio.MeasureAsync();
    return;
}

var isShort = args is not ["--mode", "full", ..];
var rest = args is ["--mode", _, .. var others] ? others : args;
var job = isShort ? Job.ShortRun : Job.Default;
var config = DefaultConfig
    .Instance.AddJob(job)
    .AddExporter(JsonExporter.BriefCompressed)
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks", "micro"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
