using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.EntityFrameworkCore.Schema.Migrations;

/// <summary>
/// The model that the migrations lead to. It is the mapping itself, which is neutral: one snapshot serves every provider.
/// A change of the mapping therefore needs a migration beside it, and the schema tests compare the two on real databases.
/// </summary>
internal abstract class SessionSnapshot(SessionTablePreset preset) : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySessionManager(preset);
        modelBuilder.ApplySessionAudit();
    }
}

[DbContext(typeof(SessionDbContext))]
internal sealed class SessionsSnapshot() : SessionSnapshot(SessionTablePreset.Sessions);

[DbContext(typeof(UserSessionsDbContext))]
internal sealed class UserSessionsSnapshot() : SessionSnapshot(SessionTablePreset.UserSessions);

[DbContext(typeof(SessionTrackingDbContext))]
internal sealed class SessionTrackingSnapshot() : SessionSnapshot(SessionTablePreset.SessionTracking);
