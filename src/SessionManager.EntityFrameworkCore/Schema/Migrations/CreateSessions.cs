using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.EntityFrameworkCore.Schema.Migrations;

/// <summary>Creates the session, user and audit tables in one of the three shapes.</summary>
internal abstract class CreateSessions(SessionTablePreset preset) : Migration
{
    private readonly SessionTableLayout _layout = SessionTableLayout.Of(preset);

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        SessionTablesV1.CreateSessions(migrationBuilder, _layout);
        SessionTablesV1.CreateUsers(migrationBuilder);
        AuditTablesV1.Create(migrationBuilder);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        AuditTablesV1.Drop(migrationBuilder);
        migrationBuilder.DropTable(SessionTableLayout.UsersTable);
        migrationBuilder.DropTable(_layout.Table);
    }

    protected override void BuildTargetModel(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplySessionManager(preset);
        modelBuilder.ApplySessionAudit();
    }
}

[DbContext(typeof(SessionDbContext))]
[Migration("20261120000000_CreateSessions")]
internal sealed class CreateSessionsTable() : CreateSessions(SessionTablePreset.Sessions);

[DbContext(typeof(UserSessionsDbContext))]
[Migration("20261120000000_CreateUserSessions")]
internal sealed class CreateUserSessionsTable() : CreateSessions(SessionTablePreset.UserSessions);

[DbContext(typeof(SessionTrackingDbContext))]
[Migration("20261120000000_CreateSessionTracking")]
internal sealed class CreateSessionTrackingTable() : CreateSessions(SessionTablePreset.SessionTracking);
