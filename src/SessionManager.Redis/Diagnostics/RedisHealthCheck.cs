using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Redis.Scripts;
using StackExchange.Redis;

namespace SessionManager.Redis.Diagnostics;

/// <summary>Whether sessions can be written to every master, and whether these are set up to keep them.</summary>
internal sealed class RedisHealthCheck(
    IConnectionMultiplexer multiplexer,
    int database,
    string key,
    RedisHealthOptions options,
    TimeProvider time
) : IHealthCheck
{
    private static readonly RedisScript Probe = RedisScript.Load("Diagnostics.Lua.probe.lua");

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var answers = await Task.WhenAll(
                RedisProbeKeys
                    .Find(multiplexer, key)
                    .Select(probe => TryWriteAsync(probe.Key, probe.Master, cancellationToken))
            )
            .ConfigureAwait(false);
        foreach (var (master, report, _) in answers)
        {
            if (report is null)
                continue;
            data[$"{master} script_ms"] = report.Took.TotalMilliseconds;
            data[$"{master} clock_skew_ms"] = report.Skew.TotalMilliseconds;
        }

        if (Array.Find(answers, static answer => answer.Failure is not null) is { Failure: { } failure } refusal)
        {
            return HealthCheckResult.Unhealthy(
                $"Sessions cannot be written to Redis {refusal.Master}: {RedisFailure.Explain(failure)}",
                failure,
                data
            );
        }

        var complaint =
            answers
                .Select(answer => answer.Report?.Complain(answer.Master, options))
                .FirstOrDefault(static complaint => complaint is not null)
            ?? FindUnreachable();
        return complaint is null
            ? HealthCheckResult.Healthy("Redis keeps sessions.", data)
            : HealthCheckResult.Degraded(complaint, data: data);
    }

    private async Task<(string Master, RedisServerReport? Report, Exception? Failure)> TryWriteAsync(
        RedisKey probe,
        string master,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (started, sent) = (time.GetTimestamp(), time.GetUtcNow());
            var answer = await Probe
                .EvaluateAsync(multiplexer.GetDatabase(database), [probe], [])
                .WaitAsync(options.Timeout, time, cancellationToken)
                .ConfigureAwait(false);
            return (master, RedisServerReport.Read(answer, sent, time.GetElapsedTime(started)), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (master, null, exception);
        }
    }

    // Sessions are written without it; there may be no other to take the next failure.
    private string? FindUnreachable() =>
        Array.Find(multiplexer.GetEndPoints(), endPoint => !multiplexer.GetServer(endPoint).IsConnected) is { } missing
            ? $"Redis {missing} is out of reach. See that it runs, and that host, port, TLS and firewall match; take it out "
                + "of the connection string when it is gone for good."
            : null;
}
