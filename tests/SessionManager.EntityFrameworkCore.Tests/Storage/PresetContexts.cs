using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>
/// A host's context with a preset, a user table of its own that sessions belong to, and a column of its own. One type for
/// each preset: Entity Framework builds one model a type.
/// </summary>
public abstract class PresetContext(DbContextOptions options, SessionTablePreset preset) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<HostUser>(static user =>
        {
            user.ToTable("people");
            user.Property(static row => row.Id).HasColumnName("id").HasMaxLength(256);
        });
        modelBuilder.ApplySessionManager<TenantSession>(preset).HasUser<HostUser>();
        modelBuilder
            .Entity<TenantSession>()
            .Property(static row => row.Tenant)
            .HasColumnName("tenant")
            .HasMaxLength(20);
    }
}

public sealed class SessionsPreset(DbContextOptions<SessionsPreset> options)
    : PresetContext(options, SessionTablePreset.Sessions);

public sealed class UserSessionsPreset(DbContextOptions<UserSessionsPreset> options)
    : PresetContext(options, SessionTablePreset.UserSessions);

public sealed class SessionTrackingPreset(DbContextOptions<SessionTrackingPreset> options)
    : PresetContext(options, SessionTablePreset.SessionTracking);

/// <summary>The host's user.</summary>
public sealed class HostUser
{
    public string Id { get; set; } = string.Empty;
}

/// <summary>The host's session.</summary>
public sealed class TenantSession : SessionEntity
{
    public string Tenant { get; set; } = "none";
}
