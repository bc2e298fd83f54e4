using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Testing.Audit;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>The contract of every audit backend, on a database.</summary>
[Trait("Req", "3.12")]
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public abstract class DatabaseAuditConformanceTests : SessionAuditBackendConformance
#pragma warning restore CA1001
{
    private AuditDatabase? _database;
    private AuditNode? _node;

    protected abstract Task<AuditDatabase> CreateDatabaseAsync();

    protected override async ValueTask<ISessionAuditBackend> CreateBackendAsync()
    {
        _database = await CreateDatabaseAsync();
        _node = new AuditNode(_database);
        return _node.Backend;
    }

    protected override async ValueTask<IReadOnlyList<SessionAuditEvent>> ReadAsync()
    {
        var items = new List<SessionAuditItem>();
        var query = new SessionAuditQuery { Limit = 300 };
        while (true)
        {
            var page = await _node!.Trail.QueryAsync(query);
            items.AddRange(page.Items);
            if (page.Next is null)
                break;
            query = query with { After = page.Next };
        }

        Assert.Equal("", await _node.VerifyAsync());
        return [.. items.OrderBy(static item => item.Sequence).Select(static item => item.Event!)];
    }

    public override async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

public sealed class SqliteAuditConformanceTests : DatabaseAuditConformanceTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.SqliteAsync();
}

public sealed class PostgresAuditConformanceTests : DatabaseAuditConformanceTests
{
    protected override Task<AuditDatabase> CreateDatabaseAsync() => AuditDatabase.PostgresAsync();
}
