using Npgsql;
using SessionManager.Benchmarks.Http.Hosts.Database;
using SessionManager.Benchmarks.Http.Hosts.Redis;
using SessionManager.Benchmarks.Http.Measuring;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Http.Preparation;

/// <summary>The hosts to start, which of them is ours, and the PostgreSQL they share when they need one.</summary>
internal sealed record HostOrder(string Ours, IReadOnlyList<string> Names, PostgresServer? Server)
{
    /// <summary>What a host is started with: each has a database of its own, and all speak to it alike.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> SettingsAsync(string host, RedisServer? redis)
    {
        if (redis is not null)
            return [new(HostRedis.Variable, redis.ConnectionString)];
        if (Server is null || !HostDatabase.IsUsedBy(host))
            return [];
        var connection = new NpgsqlConnectionStringBuilder(await Server.CreateDatabaseAsync())
        {
            MaxPoolSize = Schedule.Connections,
            MaxAutoPrepare = 20,
            // Longer than the turns of the others, or every slice would begin with connecting.
            ConnectionIdleLifetime = 3600,
            ConnectionPruningInterval = 600,
        };
        return [new(HostDatabase.Variable, connection.ConnectionString)];
    }
}
