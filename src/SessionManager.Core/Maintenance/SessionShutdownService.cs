using Microsoft.Extensions.Hosting;
using SessionManager.Audit;

namespace SessionManager.Maintenance;

/// <summary>
/// Writes what is still noted when the host stops: uses first, since they are audited, then the audit queue. Everything
/// it needs is still running at that time.
/// </summary>
internal sealed class SessionShutdownService(SessionActivityWriter activity, SessionAuditPipeline audit)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the servers have stopped: no request notes anything any more.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await activity.FlushAsync().ConfigureAwait(false);
        await audit.DisposeAsync().ConfigureAwait(false);
    }
}
