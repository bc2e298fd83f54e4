using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Database;

internal sealed class SqliteTarget : ITarget
{
    private readonly SqliteFile _file = new();

    public string Name => "SQLite";

    public int MostRows => 100_000;

    public string? Analyze => null;

    public string RandomId => "lower(substr(hex(randomblob(13)), 1, 25)) || 'A'";

    public string RandomHash => "randomblob(32)";

    public void Configure(DbContextOptionsBuilder options) => options.UseSqlite(_file.ConnectionString);

    public DbConnection Connect() => new SqliteConnection(_file.ConnectionString);

    public string Numbers(int count) =>
        "(WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted "
        + $"WHERE i < {count}) SELECT i FROM counted) AS n";

    public string Time(string seconds) => $"strftime('%Y-%m-%d %H:%M:%f', 'now', ({seconds}) || ' seconds')";

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return default;
    }
}
