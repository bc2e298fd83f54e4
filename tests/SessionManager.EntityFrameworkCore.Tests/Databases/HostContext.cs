using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Tests.Databases;

/// <summary>
/// A host that does everything in its own way: an entity of its own, another shape of the table in a schema with other
/// names, a filter over all of its rows, a binary collation.
/// </summary>
public sealed class HostContext(DbContextOptions<HostContext> options) : DbContext(options)
{
    public static HostContext Create(DbContextOptions<HostContext> options) => new(options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySessionManager<HostSession>(SessionTablePreset.UserSessions, "auth").UseCollation("C");
        modelBuilder.Entity<HostSession>(session =>
        {
            session.Property(static row => row.LastActivity).HasColumnName("Last Seen");
            session.Property(static row => row.Tenant).HasColumnName("tenant").HasMaxLength(20);
            session.HasQueryFilter(static row => row.Tenant == "nobody");
        });
        modelBuilder.Entity<SessionUserEntity>().ToTable("Session \"Users\"");
    }
}

/// <summary>The host's entity.</summary>
public sealed class HostSession : SessionEntity
{
    public string Tenant { get; set; } = "none";
}
