using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SessionManager.AspNetCore.DependencyInjection;

namespace SessionManager.AspNetCore.Pipeline;

/// <summary>Stops a start with protected paths that nothing keeps: they would be open to anybody.</summary>
internal sealed class ProtectedPathsCheck(IOptions<SessionHttpOptions> options) : IHostedLifecycleService
{
    private volatile bool _isPlaced;

    /// <summary>The middleware stands in a pipeline of this host.</summary>
    public void Placed() => _isPlaced = true;

    /// <summary>Only now: a host that is not a <c>WebApplication</c> builds its pipeline while its server starts.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_isPlaced || options.Value.ProtectedPaths.Count == 0)
            return Task.CompletedTask;
        throw new InvalidOperationException(
            $"{nameof(SessionHttpOptions.ProtectedPaths)} names {string.Join(", ", options.Value.ProtectedPaths)}, "
                + "which only the middleware protects, and it is not in the pipeline. "
                + "Call app.UseSessionManager(), or take the paths out."
        );
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
