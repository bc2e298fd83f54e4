using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Load;
using SessionManager.Benchmarks.Http.Preparation;

namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>Drives one path of one contender and reads what that cost the host.</summary>
internal sealed class Meter(LoadChild load, CancellationToken cancellationToken)
{
    public async Task<Slice> MeasureAsync(Contender contender, string path, double seconds)
    {
        // The ceiling has no session to name, in its own process as on the untouched branch of another.
        var cookies = path == UntouchedBranch.BarePath ? [] : contender.Cookies;
        var order = new LoadOrder(contender.Host.Address.ToString(), path, cookies, Schedule.Connections, seconds);

        var redisBefore = await RedisUse.ReadAsync(contender.Redis);
        var before = await contender.Host.ReadStatsAsync(cancellationToken);
        var result = await load.DriveAsync(order, cancellationToken);
        var after = await contender.Host.ReadStatsAsync(cancellationToken);
        var redisAfter = await RedisUse.ReadAsync(contender.Redis);

        var answered = Math.Max(1, result.Completed + result.Errors);
        return new Slice(
            result.RequestsPerSecond,
            (after.AllocatedBytes - before.AllocatedBytes) / (double)answered,
            (after.CpuMicroseconds - before.CpuMicroseconds) / answered,
            (after.Statements - before.Statements) / (double)answered,
            redisAfter?.Since(redisBefore).Over(answered),
            result.P50Microseconds,
            result.P99Microseconds,
            result.GeneratorCpu,
            result.Errors,
            result.FirstError
        );
    }
}
