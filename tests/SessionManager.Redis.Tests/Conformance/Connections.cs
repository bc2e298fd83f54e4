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

    private static async Task<ConnectionMultiplexer[]> PairAsync(string connectionString) =>
        await Task.WhenAll(
            ConnectionMultiplexer.ConnectAsync($"{connectionString},syncTimeout=15000"),
            ConnectionMultiplexer.ConnectAsync($"{connectionString},syncTimeout=15000")
        );
}
