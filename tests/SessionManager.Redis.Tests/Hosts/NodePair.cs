namespace SessionManager.Redis.Tests.Hosts;

/// <summary>Two hosts that share their storages and nothing else.</summary>
internal sealed record NodePair(Node First, Node Second) : IAsyncDisposable
{
    public static async Task<NodePair> StartAsync(HostStorages storages, string storage, TimeSpan? timeout = null) =>
        new(
            await Node.StartAsync(storages.Redis, storages.Named(storage), timeout),
            await Node.StartAsync(storages.Redis, storages.Named(storage), timeout)
        );

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
