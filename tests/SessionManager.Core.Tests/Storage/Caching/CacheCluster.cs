using SessionManager.Storage.Caching;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Storage.Caching;

/// <summary>Two processes over one storage and one feed; the first one's calls of the storage can be held.</summary>
internal sealed class CacheCluster : IAsyncDisposable
{
    public CacheCluster(Action<SessionCacheOptions>? configure = null, bool withFeed = true)
    {
        Storage = new FaultInjectingSessionStorage(Memory);
        OtherFeed = Feed.AddNode();
        Node = new CacheNode(Storage, withFeed ? Feed : null, Clock, configure);
        Other = new CacheNode(Memory, withFeed ? OtherFeed : null, Clock, configure);
    }

    public ManualTimeProvider Clock { get; } = new();

    public MemorySessionStorage Memory { get; } = new();

    /// <summary>The storage as the first node has it.</summary>
    public FaultInjectingSessionStorage Storage { get; }

    public InProcessChangeFeed Feed { get; } = new();

    public InProcessChangeFeed OtherFeed { get; }

    public CacheNode Node { get; }

    public CacheNode Other { get; }

    public int Reads => Storage.Calls(StorageOperation.Find);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Other.DisposeAsync();
    }
}
