using System.Globalization;
using SessionManager.Audit;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>What the tests of the audit trail begin with: an empty database and nodes that write into it.</summary>
public abstract class AuditTests : IAsyncLifetime
{
    protected const string NodeName = "node-a";

    private readonly List<AuditNode> _nodes = [];
    private AuditDatabase? _database;

    protected static DateTimeOffset Start { get; } = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    protected AuditDatabase Database => _database!;

    protected abstract Task<AuditDatabase> CreateDatabaseAsync();

    public async Task InitializeAsync() => _database = await CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        await DisposeDatabaseAsync();
    }

    protected virtual Task DisposeDatabaseAsync() => Task.CompletedTask;

    protected AuditNode Node(
        string? name = NodeName,
        byte[]? key = null,
        params Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor[] interceptors
    ) => Node(options => (options.NodeId, options.Key) = (name, key), interceptors);

    protected AuditNode Node(
        Action<DatabaseAuditOptions> configure,
        params Microsoft.EntityFrameworkCore.Diagnostics.IInterceptor[] interceptors
    )
    {
        var node = new AuditNode(Database, configure, interceptors);
        _nodes.Add(node);
        return node;
    }

    /// <summary>One event a minute.</summary>
    protected static SessionAuditEvent Event(int number, string user = "alice") =>
        new()
        {
            Kind = SessionAuditKind.Terminated,
            At = Start.AddMinutes(number),
            SessionId = SessionId.Create(user),
            UserId = user,
            Actor = "admin-1",
            Reason = "admin_revoked",
            IpAddress = "2001:db8::1",
            UserAgent = "Mozilla/5.0",
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["number"] = number.ToString(CultureInfo.InvariantCulture),
            },
        };

    protected static SessionAuditEvent[] Events(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static number => Event(number))];
}
