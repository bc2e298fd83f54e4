using SessionManager.Tests.Servers;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>Connections to the shared servers: two of each, as two hosts have.</summary>
internal static class Connections
{
    private static readonly Lazy<Task<ConnectionMultiplexer[]>> Server = new(async () =>
        await PairAsync((await SharedRedis.GetAsync()).ConnectionString)
    );

    private static readonly Lazy<Task<ConnectionMultiplexer[]>> Cluster = new(async () =>
        await PairAsync((await SharedRedis.GetClusterAsync()).ConnectionString)
    );

    public static Task<ConnectionMultiplexer[]> ToServerAsync()
    {
        SharedRedis.Require();
        return Server.Value;
    }

    public static Task<ConnectionMultiplexer[]> ToClusterAsync()
    {
        SharedRedis.Require();
        return Cluster.Value;
    }

    /// <summary>
    /// Waits until a client has sent all with which it begins: its second connection, for messages, comes when it likes,
    /// and what that sends would count among what a test does.
    /// </summary>
    public static Task SettleAsync(ConnectionMultiplexer client) =>
        WaitFor.TrueAsync(async () =>
        {
            try
            {
                await client.GetSubscriber().PingAsync();
                return true;
            }
            catch (RedisConnectionException)
            {
                return false;
            }
        });

    private static async Task<ConnectionMultiplexer[]> PairAsync(string connectionString) =>
        await Task.WhenAll(
            ConnectionMultiplexer.ConnectAsync($"{connectionString},syncTimeout=15000"),
            ConnectionMultiplexer.ConnectAsync($"{connectionString},syncTimeout=15000")
        );
}
