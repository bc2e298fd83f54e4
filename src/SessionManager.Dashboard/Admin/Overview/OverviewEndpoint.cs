using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SessionManager.Audit.Trail;
using SessionManager.Dashboard.Admin.Activity;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.Overview;

/// <summary>What the page shows at its top and asks for again and again, so it is cheap and counts as no use.</summary>
internal sealed class OverviewEndpoint(TimeProvider time)
{
    /// <summary>As the checks of these packages are named unless the host names them otherwise.</summary>
    private const string Checks = "session_manager";

    private readonly TrailActivity _trail = new(time);

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        var trail = services.GetService<ISessionAuditTrail>();
        return TypedResults.Json(
            new OverviewResponse
            {
                At = time.GetUtcNow(),
                Sessions = await CountAsync(context).ConfigureAwait(false),
                Activity = await ReadActivityAsync(services, trail, cancel).ConfigureAwait(false),
                Health = await CheckAsync(services, cancel).ConfigureAwait(false),
                HasAuditTrail = trail is not null,
            },
            AdminJsonContext.Default.OverviewResponse
        );
    }

    private static async ValueTask<SessionNumbers?> CountAsync(HttpContext context)
    {
        try
        {
            var counted = await AdminCall
                .Of(context)
                .Sessions.GetStatisticsAsync(context.RequestAborted)
                .ConfigureAwait(false);
            return counted is { Succeeded: true, Value: { } value }
                ? new(value.Active, value.Idle, value.Expired, value.Terminated, value.Users)
                : null;
        }
        catch (SessionStorageUnsupportedException)
        {
            return null;
        }
    }

    /// <summary>Of all nodes where a trail tells it, else of this one.</summary>
    private async ValueTask<ActivityResponse?> ReadActivityAsync(
        IServiceProvider services,
        ISessionAuditTrail? trail,
        CancellationToken cancellationToken
    )
    {
        if (trail is not null)
        {
            try
            {
                return ActivityResponse.Of(await _trail.ReadAsync(trail, cancellationToken).ConfigureAwait(false));
            }
            catch (SessionStorageException)
            {
                // What this node saw by itself is still there.
            }
        }

        return services.GetService<ActivityRecorder>() is { } recorder ? ActivityResponse.Of(recorder.Read()) : null;
    }

    private static async ValueTask<IReadOnlyList<HealthRow>?> CheckAsync(
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<HealthCheckService>() is not { } checks)
            return null;
        var report = await checks
            .CheckHealthAsync(
                static check => check.Name.StartsWith(Checks, StringComparison.OrdinalIgnoreCase),
                cancellationToken
            )
            .ConfigureAwait(false);
        return report.Entries.Count == 0
            ? null
            :
            [
                .. report.Entries.Select(static check => new HealthRow(
                    check.Key,
                    Word(check.Value.Status),
                    check.Value.Description,
                    Math.Round(check.Value.Duration.TotalMilliseconds, 1)
                )),
            ];
    }

    private static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };
}
