using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Tests.Databases;

/// <summary>A host's context as the documentation shows it.</summary>
public sealed class SessionsContext(DbContextOptions<SessionsContext> options) : DbContext(options)
{
    public static SessionsContext Create(DbContextOptions<SessionsContext> options) => new(options);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplySessionManager();
}
