using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SessionManager.Tests.Servers;

namespace SessionManager.Cli.Tests.Stores;

internal sealed class SqliteStore : DatabaseStore
{
    private readonly SqliteFile _file = new();

    public string Path => _file.Path;

    public override string[] Connection => ["--connection", Path];

    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(_file.ConnectionString);

    public override async Task AddEndedAsync(int count)
    {
        var (session, _) = await SignInAsync("template");
        await Sessions.TerminateAsync(session.Id, "test", "template");
        await using var context = Open();
        var columns = string.Join(
            ", ",
            await context
                .Database.SqlQueryRaw<string>("SELECT name AS \"Value\" FROM pragma_table_info('sessions')")
                .Where(name => name != "id" && name != "terminated_at")
                .ToListAsync()
        );
        var at = (Clock.GetUtcNow() - TimeSpan.FromHours(1)).ToString(
            "yyyy-MM-dd HH:mm:ss.ffffff",
            CultureInfo.InvariantCulture
        );
        await ExecuteAsync(
            $"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            INSERT INTO sessions (id, terminated_at, {columns})
            SELECT 'sess_' || printf('%026d', n), '{at}', {columns} FROM sessions, numbers WHERE sessions.id = '{session.Id}'
            """
        );
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }
}
