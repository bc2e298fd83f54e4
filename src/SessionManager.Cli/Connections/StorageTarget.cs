using Microsoft.Extensions.Configuration;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.Cli.Connections;

/// <summary>The storage that a command works on.</summary>
internal sealed record StorageTarget
{
    public required StorageProvider Provider { get; init; }

    /// <summary>In the form that the driver reads.</summary>
    public required string ConnectionString { get; init; }

    public SessionTablePreset Shape { get; init; } = SessionTablePreset.Sessions;

    /// <summary>The schema of the tables on PostgreSQL; null for the connection's own.</summary>
    public string? Schema { get; init; }

    /// <summary>What the keys of Redis begin with; null for the default.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>The Redis that the hosts put in front of the database; null for none.</summary>
    public string? Cache { get; init; }

    /// <summary>The key of the hosts' audit trail; null when they have none.</summary>
    public byte[]? AuditKey { get; init; }

    /// <summary>The configuration file and the environment, for the options of SessionManager.</summary>
    public required IConfiguration Configuration { get; init; }

    public bool IsDatabase => Provider != StorageProvider.Redis;

    /// <summary>For people.</summary>
    public string ProviderName =>
        Provider switch
        {
            StorageProvider.PostgreSql => "PostgreSQL",
            StorageProvider.Sqlite => "SQLite",
            _ => "Redis",
        };

    /// <summary>The passwords of the connections, which no message may show.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>No connection: this text may end up in a message.</summary>
    public override string ToString() => ProviderName;
}
