using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Audit;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>A host's context that keeps only the audit trail, and hides rows as a multi-tenant host does.</summary>
public sealed class AuditContext(DbContextOptions<AuditContext> options) : DbContext(options)
{
    public static string? Tenant { get; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySessionAudit();
        modelBuilder.Entity<SessionAuditEntry>().HasQueryFilter(static row => row.UserId == Tenant && row.Sequence < 0);
        modelBuilder.Entity<SessionAuditChain>().HasQueryFilter(static row => row.LastSequence < 0);
    }
}
