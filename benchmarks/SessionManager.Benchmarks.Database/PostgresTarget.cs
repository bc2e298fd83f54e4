using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Database;

internal sealed class PostgresTarget : ITarget
{
    private readonly PostgresServer _server;
    private readonly string _connectionString;

    private PostgresTarget(PostgresServer server, string connectionString)
    {
        _server = server;
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 20,
            ConnectionIdleLifetime = 300,
            ConnectionPruningInterval = 10,
            CommandTimeout = 600,
        }.ConnectionString;
    }

    public string Name => "PostgreSQL";

    public int MostRows => int.MaxValue;

    public string? Analyze => "VACUUM (ANALYZE)";

    public string RandomId => "substr(md5(random()::text || n.i), 1, 25) || 'A'";

    public string RandomHash => "sha256(random()::text::bytea)";

    public static async Task<ITarget> CreateAsync(PostgresServer server) =>
        new PostgresTarget(server, await server.CreateDatabaseAsync());

    public void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(_connectionString);

    public DbConnection Connect() => new NpgsqlConnection(_connectionString);

    public string Numbers(int count) => $"generate_series(1, {count}) AS n(i)";

    public string Time(string seconds) => $"now() + interval '1 second' * ({seconds})";

    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(_connectionString);
}
