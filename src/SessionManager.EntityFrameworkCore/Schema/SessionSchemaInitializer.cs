using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>
/// Applies the schema before the host's other services start, so that nobody meets a missing table. A failure stops the
/// host.
/// </summary>
internal sealed class SessionSchemaInitializer<TContext>(SessionSchema<TContext> schema) : IHostedLifecycleService
    where TContext : DbContext
{
    public Task StartingAsync(CancellationToken cancellationToken) => schema.ApplyAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
