namespace SessionManager.Redis.Tests.Hosts;

/// <summary>Two hosts that share their storages and nothing else.</summary>
internal sealed record NodePair(Node First, Node Second) : IAsyncDisposable
{
    /// <inheritdoc cref="Node.StartAsync"/>
    public static async Task<NodePair> StartAsync(
        HostStorages storages,
        string storage,
        TimeSpan? storageTimeout = null,
        TimeSpan? fastTierTimeout = null
    ) =>
        new(
            await Node.StartAsync(storages.Redis, storages.Named(storage), storageTimeout, fastTierTimeout),
            await Node.StartAsync(storages.Redis, storages.Named(storage), storageTimeout, fastTierTimeout)
        );

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
