using SessionManager.Core.Tests.Storage.Caching;
using SessionManager.Storage;
using SessionManager.Storage.Memory;
using SessionManager.Testing;
using SessionManager.Testing.Caching;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>
/// Two nodes with a cache each over one storage, all look-ups answered by copies where there are any: what is written on
/// one node is at once what the other finds.
/// </summary>
[Trait("Req", "2.23")]
public sealed class CachedSessionStorageConformance : SessionStorageConformance
{
    private readonly MemorySessionStorage _memory = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly InProcessChangeFeed _feed = new();

    protected override int Rounds => 100;

    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(Open(_feed));

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open(_feed.AddNode()));

    private ServedFromCopies Open(InProcessChangeFeed feed) => new(new CacheNode(_memory, feed, _clock), feed);
}

/// <summary>One node without a feed: what is written through a cache is at once what is found in it.</summary>
[Trait("Req", "2.23")]
public sealed class LoneCachedSessionStorageConformance : SessionStorageConformance
{
    protected override int Rounds => 100;

    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(new ServedFromCopies(new CacheNode(new MemorySessionStorage(), null, new ManualTimeProvider()), null));
}

/// <summary>The storage as the manager has it, whose look-ups read what is stored.</summary>
[Trait("Req", "2.23")]
public sealed class ReadThroughSessionStorageConformance : SessionStorageConformance
{
    private readonly MemorySessionStorage _memory = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly List<CacheNode> _nodes = [];

    protected override ValueTask<ISessionStorage> CreateStorageAsync() => new(Open());

    protected override ValueTask<ISessionStorage> OpenPeerAsync(ISessionStorage storage) => new(Open());

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private ISessionStorage Open()
    {
        var node = new CacheNode(_memory, null, _clock);
        _nodes.Add(node);
        return node.Storage;
    }
}
