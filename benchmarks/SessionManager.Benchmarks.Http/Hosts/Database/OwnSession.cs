using Microsoft.EntityFrameworkCore;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>The table of a hand-written session: columns that such tables have, and an index for a user's list.</summary>
internal sealed class OwnSession
{
    public required string TokenHash { get; init; }

    public required string UserId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime LastActivity { get; set; }

    public required DateTime ExpiresAt { get; set; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }
}

internal sealed class OwnSessionContext(DbContextOptions<OwnSessionContext> options) : DbContext(options)
{
    public DbSet<OwnSession> Sessions => Set<OwnSession>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<OwnSession>(session =>
        {
            session.HasKey(row => row.TokenHash);
            session.HasIndex(row => row.UserId);
        });
}
