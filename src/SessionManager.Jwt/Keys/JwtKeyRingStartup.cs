using Microsoft.Extensions.Hosting;

namespace SessionManager.Jwt.Keys;

/// <summary>Reads the keys before the host serves, so that one with bad keys does not start.</summary>
internal sealed class JwtKeyRingStartup(JwtKeyRing ring) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => ring.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
