using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>
/// A context that holds the session and audit tables and nothing else, with migrations that serve PostgreSQL and SQLite.
/// </summary>
public abstract class SessionDbContextBase : DbContext
{
    private protected SessionDbContextBase(DbContextOptions options)
        : base(options) { }

    /// <summary>The sessions.</summary>
    public DbSet<SessionEntity> Sessions => Set<SessionEntity>();

    /// <summary>The users that sign-ins lock.</summary>
    public DbSet<SessionUserEntity> Users => Set<SessionUserEntity>();

    /// <summary>The audit trail.</summary>
    public DbSet<SessionAuditEntry> Audit => Set<SessionAuditEntry>();

    internal abstract SessionTablePreset Preset { get; }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplySessionManager(Preset);
        modelBuilder.ApplySessionAudit();
    }
}
