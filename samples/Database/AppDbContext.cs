using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;

namespace Database;

/// <summary>The application's own context: its users, and their sessions beside them.</summary>
public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<AppUser> Users => Set<AppUser>();

    public DbSet<AppSession> Sessions => Set<AppSession>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AppUser>().HasData(new AppUser { Id = "alice" }, new AppUser { Id = "bob" });
        // The session tables, and a foreign key: deleting a user deletes the sessions.
        modelBuilder.ApplySessionManager<AppSession>().HasUser<AppUser>();
        modelBuilder.ApplySessionAudit();
    }
}

/// <summary>The application's user.</summary>
public sealed class AppUser
{
    public required string Id { get; set; }
}

/// <summary>A session with a column of the application's own.</summary>
public sealed class AppSession : SessionEntity
{
    public string Tenant { get; set; } = "";

    public static void Fill(AppSession row, UserSession session) =>
        row.Tenant = session.UserId == "alice" ? "north" : "south";
}
