using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionManager.Audit.Trail;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>
/// Deletes events that are older than the retention, about once an hour. A failed run is logged and the next one tries
/// again; runs on many nodes share the work.
/// </summary>
internal sealed partial class DatabaseAuditRetentionService(
    ISessionAuditTrail trail,
    DatabaseAuditOptions options,
    TimeProvider time,
    ILogger<DatabaseAuditRetentionService> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Retention is not { } retention)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Jittered(Interval), time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                var now = time.GetUtcNow();
                // A retention that is longer than the calendar keeps everything.
                if (retention < now - DateTimeOffset.MinValue)
                    await trail.PurgeAsync(now - retention, cancellationToken: stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception);
            }
        }
    }

    /// <summary>The interval give or take a tenth, so that nodes started together do not purge together.</summary>
    private static TimeSpan Jittered(TimeSpan interval) =>
        interval * (0.9 + (RandomNumberGenerator.GetInt32(2001) / 10_000.0));
}
