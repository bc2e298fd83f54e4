using System.Text;
using Microsoft.Extensions.Options;
using SessionManager.Core.Tests.Storage.DistributedCache;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.DistributedCache;
using SessionManager.Testing.Storage;

namespace SessionManager.Core.Tests.Conformance;

/// <summary>The values of <see cref="CacheSessionStorage"/>, which are those of the serializer under keys of its own.</summary>
public sealed class CachedRecordConformance : StoredRecordConformance
{
    private readonly StrictDistributedCache _cache = new();

    protected override IReadOnlyList<StoredSnapshot> Snapshots => [SerializedRecordConformance.Version1Snapshot];

    protected override ValueTask<ISessionStorage> CreateStorageAsync() =>
        new(new CacheSessionStorage(_cache, Options.Create(new CacheSessionStorageOptions()), TimeProvider.System));

    protected override ValueTask<byte[]?> ReadStoredAsync(SessionId id) => new(_cache[Key(id)]);

    protected override ValueTask WriteStoredAsync(SessionId id, ReadOnlyMemory<byte> stored)
    {
        _cache[Key(id)] = stored.ToArray();
        return default;
    }

    protected override byte[] AsNewer(ReadOnlyMemory<byte> stored) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stored.Span).Replace("{\"v\":1,", "{\"v\":2,"));

    private static string Key(SessionId id) => $"sm:s:{id}";
}
