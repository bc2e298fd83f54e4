using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SessionManager.DependencyInjection;
using SessionManager.Management;

namespace SessionManager.Maintenance;

/// <summary>
/// Runs cleanup from time to time. Runs on many nodes at once share the work. A failed run is logged and the next one
/// tries again.
/// </summary>
internal sealed partial class SessionCleanupService(
    ISessionManager sessions,
    SessionManagerOptions options,
    SessionCleanupState state,
    TimeProvider time,
    ILogger<SessionCleanupService> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Cleanup.Enabled)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Jittered(options.Cleanup.Interval), time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await sessions.CleanUpAsync(cancellationToken: stoppingToken).ConfigureAwait(false);
                state.Succeeded(time.GetUtcNow());
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                state.Failed();
                LogFailed(exception);
            }
        }
    }

    /// <summary>The interval give or take a tenth, so that nodes started together do not clean up together.</summary>
    private static TimeSpan Jittered(TimeSpan interval) =>
        interval * (0.9 + (RandomNumberGenerator.GetInt32(2001) / 10_000.0));

    [LoggerMessage(
        EventId = 1302,
        EventName = "SessionCleanupFailed",
        Level = LogLevel.Error,
        Message = "Cleanup of sessions failed and will be tried again. Sessions that are over stay refused meanwhile."
    )]
    private partial void LogFailed(Exception exception);
}
