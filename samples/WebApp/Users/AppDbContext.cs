using Microsoft.EntityFrameworkCore;

namespace WebApp.Users;

/// <summary>The application's users, with their sessions and the audit trail beside them.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<AppUser> Users => Set<AppUser>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySessionManager().HasUser<AppUser>();
        modelBuilder.ApplySessionAudit();
    }
}

/// <summary>A user. The roles and permissions of a session come from here and from nowhere else.</summary>
public sealed class AppUser
{
    public required string Id { get; set; }

    public required string PasswordHash { get; set; }

    public string? Role { get; set; }

    public string? Permission { get; set; }

    /// <summary>The SHA-256 of the code that was mailed for a reset; null when none is open.</summary>
    public string? ResetCodeHash { get; set; }

    public DateTime? ResetUntil { get; set; }
}
