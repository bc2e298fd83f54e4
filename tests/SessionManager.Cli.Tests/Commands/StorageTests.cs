using SessionManager.Cli.Tests.Stores;

namespace SessionManager.Cli.Tests.Commands;

public sealed class PostgresTests : DatabaseTests
{
    private protected override DatabaseStore Database { get; } = new PostgresStore();
}

public sealed class SqliteTests : DatabaseTests
{
    private protected override DatabaseStore Database { get; } = new SqliteStore();
}

public sealed class RedisTests : EveryStorageTests
{
    private protected override Store Store { get; } = new RedisStore();

    [Fact]
    public async Task What_redis_has_not_is_said_so()
    {
        (await RunAsync("audit", "list")).Refused(2, "Redis keeps no audit trail");
        (await RunAsync("audit", "verify")).Refused(2, "Redis keeps no audit trail");
        (await RunAsync("schema", "apply")).Refused(2, "Redis has no tables");
        (await RunAsync("cleanup", "--dry-run")).Refused(2, "--dry-run is for databases");
        (await RunAsync("import", "--from-shape", "sessions")).Refused(2, "Redis is not one");
        var (session, _) = await Store.SignInAsync("frank");
        var ended = (await RunAsync("revoke", session.Id.ToString(), "-y")).Ended(0);
        Assert.Contains("Redis keeps no audit trail", ended.Error, StringComparison.Ordinal);
    }
}
