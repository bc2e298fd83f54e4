using Microsoft.Extensions.Hosting;

namespace SessionManager.Redis.ChangeFeed;

/// <summary>Begins to listen with the host, so that the first look-ups find the feed connected. Waits for nothing.</summary>
internal sealed class RedisChangeFeedService(RedisSessionChangeFeed feed) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Start();
        return Task.CompletedTask;
    }

    // Requests that are still served look sessions up: the feed ends with the container.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
