using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Distributed;

namespace SessionManager.Core.Tests.Storage.DistributedCache;

/// <summary>
/// A cache in memory that behaves as one across a network does: it keeps copies of bytes, never answers on the caller's
/// stack, forgets by its own clock, and takes only the keys that the strictest cache takes. A test may do something
/// before a call.
/// </summary>
internal sealed class StrictDistributedCache(TimeProvider time) : IDistributedCache
{
    /// <summary>What Memcached takes.</summary>
    private const int MaxKeyLength = 250;

    private readonly ConcurrentDictionary<string, (byte[] Value, DateTimeOffset Until)> _values = new(
        StringComparer.Ordinal
    );

    public StrictDistributedCache()
        : this(TimeProvider.System) { }

    /// <summary>Is called before each call with what it is ("get", "set", "remove") and the key.</summary>
    public Func<string, string, ValueTask>? Before { get; set; }

    public IEnumerable<string> Keys => _values.Where(pair => pair.Value.Until > time.GetUtcNow()).Select(p => p.Key);

    /// <summary>What lies under a key, past its storage.</summary>
    public byte[]? this[string key]
    {
        get => _values.TryGetValue(key, out var stored) && stored.Until > time.GetUtcNow() ? [.. stored.Value] : null;
        set
        {
            if (value is null)
                _values.TryRemove(key, out _);
            else
                _values[key] = ([.. value], DateTimeOffset.MaxValue);
        }
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await BeginAsync("get", key, token);
        return this[key];
    }

    public async Task SetAsync(
        string key,
        byte[] value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default
    )
    {
        Assert.Null(options.SlidingExpiration);
        Assert.Null(options.AbsoluteExpiration);
        var lives = Assert.NotNull(options.AbsoluteExpirationRelativeToNow);
        byte[] copy = [.. value];
        await BeginAsync("set", key, token);
        _values[key] = (copy, time.GetUtcNow() + lives);
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        await BeginAsync("remove", key, token);
        _values.TryRemove(key, out _);
    }

    public byte[]? Get(string key) => throw new NotSupportedException("A server waits for nothing.");

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        throw new NotSupportedException("A server waits for nothing.");

    public void Refresh(string key) => throw new NotSupportedException("Nothing slides.");

    public Task RefreshAsync(string key, CancellationToken token = default) =>
        throw new NotSupportedException("Nothing slides.");

    public void Remove(string key) => throw new NotSupportedException("A server waits for nothing.");

    private async Task BeginAsync(string operation, string key, CancellationToken token)
    {
        Assert.InRange(key.Length, 1, MaxKeyLength);
        Assert.DoesNotContain(key, static character => character is <= ' ' or > '~');
        token.ThrowIfCancellationRequested();
        await Task.Yield();
        if (Before is { } before)
            await before(operation, key);
    }
}
