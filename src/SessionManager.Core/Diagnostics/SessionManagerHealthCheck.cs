using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Audit;
using SessionManager.Maintenance;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Diagnostics;

/// <summary>Whether sessions can be validated, recorded and cleaned up.</summary>
internal sealed class SessionManagerHealthCheck(
    ISessionStorage storage,
    SessionAuditPipeline audit,
    SessionCleanupState cleanup
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
        return cleanup.Failures >= FailedRuns
            ? HealthCheckResult.Degraded("Cleanup of sessions keeps failing.", data: data)
            : HealthCheckResult.Healthy("Sessions are served.", data);
    }
}
