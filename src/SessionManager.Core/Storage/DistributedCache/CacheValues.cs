using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Distributed;

namespace SessionManager.Storage.DistributedCache;

/// <summary>Reads and writes values of the cache, each with the time after which the cache forgets it.</summary>
internal sealed class CacheValues(IDistributedCache cache, TimeProvider time)
{
    /// <summary>Caches count whole seconds, and take zero for "delete" or "for ever".</summary>
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    /// <summary>A session may have no end; a cache that adds its own clock to that would run past the end of time.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(36_500);

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        cache.GetAsync(key, cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) =>
        cache.RemoveAsync(key, cancellationToken);

    /// <summary>Writes a value that the cache forgets at a moment of the host's clock; the cache measures by its own.</summary>
    public Task SetAsync(string key, byte[] value, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var left = until - time.GetUtcNow();
        var options = new DistributedCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow =
                left < _shortest ? _shortest
                : left > _longest ? _longest
                : left,
        };
        return cache.SetAsync(key, value, options, cancellationToken);
    }

    /// <exception cref="SessionStorageException">The value is damaged or newer: it must be left as it is.</exception>
    public async Task<T?> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var stored = await cache.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return null;
        try
        {
            var format = JsonSerializer.Deserialize(stored, CacheJsonContext.Default.CacheFormat)?.Format;
            if (
                format is > 0 and <= CacheFormat.CurrentVersion
                && JsonSerializer.Deserialize(stored, type) is { } value
            )
                return value;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            throw Unreadable(exception);
        }

        throw Unreadable(null);
    }

    public Task WriteAsync<T>(
        string key,
        T value,
        JsonTypeInfo<T> type,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(value, type), until, cancellationToken);

    private static SessionStorageException Unreadable(Exception? exception) =>
        new(
            "What the cache holds of a user (a key with ':u:', ':m:' or ':e:' after the prefix) is damaged, or a newer "
                + "version of the library wrote it. Update this node, or remove the key.",
            exception
        );
}
