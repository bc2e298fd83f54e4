using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Audit;
using SessionManager.Maintenance;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Diagnostics;

/// <summary>Whether sessions can be validated, recorded and cleaned up.</summary>
internal sealed class SessionManagerHealthCheck(
    ISessionStorage storage,
    SessionAuditPipeline audit,
    SessionCleanupState cleanup,
    ISessionChangeFeed? feed,
    TimeProvider time
) : IHealthCheck
{
    /// <summary>One failed run may be a passing fault.</summary>
    private const int FailedRuns = 2;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["audit_waiting"] = audit.Waiting,
            ["cleanup_failures"] = cleanup.Failures,
        };
        try
        {
            await storage.FindAsync(SessionId.Create("health"), cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStorageException exception)
        {
            return HealthCheckResult.Unhealthy("The session storage does not answer.", exception, data);
        }

        if (audit.Failing is { Count: > 0 } failing)
            return HealthCheckResult.Unhealthy(
                $"Audit backends do not write: {string.Join(", ", failing)}.",
                data: data
            );
        if (cleanup.Failures >= FailedRuns)
            return HealthCheckResult.Degraded("Cleanup of sessions keeps failing.", data: data);
        return feed is { IsConnected: false } lost
            ? HealthCheckResult.Degraded(Explain(lost, data), data: data)
            : HealthCheckResult.Healthy("Sessions are served.", data);
    }

    /// <summary>Sessions are served all the while, each from the storage; and other hosts learn late of what ends here.</summary>
    private string Explain(ISessionChangeFeed lost, Dictionary<string, object> data)
    {
        const string effect = "copies of sessions in the process are not used, and endings may reach other hosts late.";
        if (lost.DisconnectedSince is not { } since)
            return $"The change feed is down: {effect}";
        var seconds = Math.Max(0, (long)(time.GetUtcNow() - since).TotalSeconds);
        data["change_feed_down_seconds"] = seconds;
        return string.Create(CultureInfo.InvariantCulture, $"The change feed has been down for {seconds} s: {effect}");
    }
}
