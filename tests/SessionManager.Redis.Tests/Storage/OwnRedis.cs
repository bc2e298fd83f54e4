using SessionManager.Redis.Storage;
using SessionManager.Redis.Tests.Conformance;
using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>A Redis of a test's own, to break, with a storage on it.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private OwnRedis(RedisServer server, ConnectionMultiplexer connection)
    {
        Server = server;
        Connection = connection;
        Storage = Storages.Open(connection, "sm");
    }

    public RedisServer Server { get; }

    public ConnectionMultiplexer Connection { get; }

    public RedisSessionStorage Storage { get; }

    public IDatabase Database => Connection.GetDatabase();

    public static async Task<OwnRedis> StartAsync(RedisServerOptions? options = null)
    {
        SharedRedis.Require();
        var server = await RedisServer.CreateAsync(options);
        return new OwnRedis(server, await ConnectionMultiplexer.ConnectAsync(server.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync(allowCommandsToComplete: false);
        await Server.DisposeAsync();
    }
}
