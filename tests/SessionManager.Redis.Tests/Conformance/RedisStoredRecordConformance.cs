using SessionManager.Redis.Storage;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Storage;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>What is in Redis is data, and what cannot be read stays as it is.</summary>
public sealed class RedisStoredRecordConformance : StoredRecordConformance
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private IDatabase _database = null!;

    protected override IReadOnlyList<StoredSnapshot> Snapshots => RedisSnapshots.All;

    protected override async ValueTask<ISessionStorage> CreateStorageAsync()
    {
        var redis = (await Connections.ToServerAsync())[0];
        _database = redis.GetDatabase();
        return Storages.Open(redis, _prefix);
    }

    protected override async ValueTask<byte[]?> ReadStoredAsync(SessionId id) =>
        await _database.StringGetAsync(Key(id));

    protected override async ValueTask WriteStoredAsync(SessionId id, ReadOnlyMemory<byte> stored) =>
        await _database.StringSetAsync(Key(id), stored.ToArray());

    protected override byte[] AsNewer(ReadOnlyMemory<byte> stored)
    {
        var newer = stored.ToArray();
        newer[0] = (byte)'2';
        return newer;
    }

    private RedisKey Key(SessionId id) =>
        RedisShard.Of(id).Key(_prefix) + "s:" + id.ToString()[SessionId.Prefix.Length..];
}
