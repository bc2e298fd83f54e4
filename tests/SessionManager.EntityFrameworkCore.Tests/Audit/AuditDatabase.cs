using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Tests.Servers;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>An empty database with the audit tables, for one test.</summary>
public sealed class AuditDatabase : IAsyncDisposable
{
    private readonly Action<DbContextOptionsBuilder> _use;
    private readonly SqliteFile? _file;

    private AuditDatabase(Action<DbContextOptionsBuilder> use, SqliteFile? file = null)
    {
        _use = use;
        _file = file;
    }

    public static async Task<AuditDatabase> PostgresAsync(
        PostgresServer? server = null,
        Action<NpgsqlDbContextOptionsBuilder>? configure = null
    )
    {
        var connection = await (server ?? await Postgres.GetAsync()).CreateDatabaseAsync();
        return await new AuditDatabase(options => options.UseNpgsql(connection, configure)).CreatedAsync();
    }

    public static Task<AuditDatabase> SqliteAsync()
    {
        var file = new SqliteFile();
        return new AuditDatabase(options => options.UseSqlite(file.ConnectionString), file).CreatedAsync();
    }

    public void Use(DbContextOptionsBuilder options, params IInterceptor[] interceptors)
    {
        _use(options);
        options.AddInterceptors(interceptors);
    }

    public AuditContext Open()
    {
        var options = new DbContextOptionsBuilder<AuditContext>();
        _use(options);
        return new AuditContext(options.Options);
    }

    /// <summary>What somebody with access to the database does.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var context = Open();
        return await context.Database.ExecuteSqlRawAsync(sql);
    }

    public async Task<List<SessionAuditEntry>> RowsAsync()
    {
        await using var context = Open();
        var rows = await context.Set<SessionAuditEntry>().IgnoreQueryFilters().AsNoTracking().ToListAsync();
        return [.. rows.OrderBy(static row => row.NodeId, StringComparer.Ordinal).ThenBy(static row => row.Sequence)];
    }

    public async Task<List<SessionAuditChain>> ChainsAsync()
    {
        await using var context = Open();
        return await context.Set<SessionAuditChain>().IgnoreQueryFilters().AsNoTracking().ToListAsync();
    }

    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        return default;
    }

    private async Task<AuditDatabase> CreatedAsync()
    {
        await using var context = Open();
        await context.Database.EnsureCreatedAsync();
        return this;
    }
}
