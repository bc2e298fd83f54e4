using System.Text;
using SessionManager.Redis.Storage;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Testing.Samples;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Tests that write over what the storage wrote.</summary>
public abstract class StoredValueTest : IAsyncLifetime
{
    private readonly string _prefix = SharedRedis.NewPrefix();
    private IDatabase _database = null!;

    private protected RedisSessionStorage Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var redis = (await Connections.ToServerAsync())[0];
        _database = redis.GetDatabase();
        Storage = Storages.Open(redis, _prefix);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private protected async Task<SessionId> OpenAsync(double at)
    {
        var record = SessionSamples.Create("alice", Moments.At(at));
        await Storage.InsertAsync(record, SessionLimit.None, CancellationToken.None);
        return record.Session.Id;
    }

    private protected async Task<string> StoredAsync(SessionId id) =>
        Encoding.UTF8.GetString((byte[])(await _database.StringGetAsync(Key(id)))!);

    private protected async Task StoreAsync(SessionId id, string value)
    {
        Assert.NotEqual(await StoredAsync(id), value);
        await _database.StringSetAsync(Key(id), value);
    }

    private protected Task AssertRefusedAsync(SessionId id) =>
        Assert.ThrowsAsync<SessionRecordUnreadableException>(async () =>
            await Storage.FindAsync(id, CancellationToken.None)
        );

    private RedisKey Key(SessionId id) =>
        RedisShard.Of(id).Key(_prefix) + "s:" + id.ToString()[SessionId.Prefix.Length..];
}
