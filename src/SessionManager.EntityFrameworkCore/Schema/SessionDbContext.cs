using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>The ready context: table <c>sessions</c> (<see cref="SessionTablePreset.Sessions"/>) and the audit trail.</summary>
public class SessionDbContext(DbContextOptions<SessionDbContext> options) : SessionDbContextBase(options)
{
    internal override SessionTablePreset Preset => SessionTablePreset.Sessions;
}

/// <summary>The ready context with table <c>user_sessions</c> (<see cref="SessionTablePreset.UserSessions"/>).</summary>
public class UserSessionsDbContext(DbContextOptions<UserSessionsDbContext> options) : SessionDbContextBase(options)
{
    internal override SessionTablePreset Preset => SessionTablePreset.UserSessions;
}

/// <summary>The ready context with table <c>session_tracking</c> (<see cref="SessionTablePreset.SessionTracking"/>).</summary>
public class SessionTrackingDbContext(DbContextOptions<SessionTrackingDbContext> options)
    : SessionDbContextBase(options)
{
    internal override SessionTablePreset Preset => SessionTablePreset.SessionTracking;
}
