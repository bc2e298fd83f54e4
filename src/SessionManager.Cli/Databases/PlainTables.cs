using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.Cli.Databases;

/// <summary>
/// The same tables without migrations of their own: in an application's database its own migrations make them, and what
/// is to be verified is what came of it.
/// </summary>
internal abstract class PlainTables(DbContextOptions options, SessionTablePreset shape) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplySessionManager(shape);
}

/// <inheritdoc/>
internal sealed class PlainSessions(DbContextOptions<PlainSessions> options)
    : PlainTables(options, SessionTablePreset.Sessions);

/// <inheritdoc/>
internal sealed class PlainUserSessions(DbContextOptions<PlainUserSessions> options)
    : PlainTables(options, SessionTablePreset.UserSessions);

/// <inheritdoc/>
internal sealed class PlainSessionTracking(DbContextOptions<PlainSessionTracking> options)
    : PlainTables(options, SessionTablePreset.SessionTracking);
