using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.EntityFrameworkCore.Schema.Migrations;

/// <summary>The session and user tables as version 1 made them. What a later version adds is a migration of its own.</summary>
internal static class SessionTablesV1
{
    public static void CreateSessions(MigrationBuilder migration, SessionTableLayout layout)
    {
        var table = new CreateTableOperation { Name = layout.Table };
        foreach (var (property, type, required, length) in Columns())
        {
            if (property == layout.Ignored)
                continue;
            var column = new TableColumn(layout.Column(property), type, required, length).In(layout.Table);
            // Lists go by the order of characters: only a column of that order lets PostgreSQL take it from an index.
            if (property == "Id" && migration.ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL")
                column.Collation = "C";
            table.Columns.Add(column);
        }

        table.PrimaryKey = new AddPrimaryKeyOperation
        {
            Name = $"pk_{layout.Table}",
            Table = layout.Table,
            Columns = [layout.Column("Id")],
        };
        if (layout.HasStatus)
        {
            table.CheckConstraints.Add(
                new AddCheckConstraintOperation
                {
                    Name = SessionMapping.CheckName(layout),
                    Table = layout.Table,
                    Sql = SessionMapping.CheckSql(layout),
                }
            );
        }

        migration.Operations.Add(table);
        foreach (var (name, properties) in SessionMapping.IndexesOf(layout))
            migration.CreateIndex(name, layout.Table, [.. properties.Select(layout.Column)]);
    }

    public static void CreateUsers(MigrationBuilder migration)
    {
        const string name = SessionTableLayout.UsersTable;
        var table = new CreateTableOperation { Name = name };
        table.Columns.Add(new TableColumn("user_id", typeof(string), Required: true, 256).In(name));
        table.Columns.Add(new TableColumn("ended_before", typeof(DateTime)).In(name));
        table.Columns.Add(new TableColumn("review_at", typeof(DateTime)).In(name));
        table.PrimaryKey = new AddPrimaryKeyOperation
        {
            Name = $"pk_{name}",
            Table = name,
            Columns = ["user_id"],
        };
        migration.Operations.Add(table);
        migration.CreateIndex($"ix_{name}_review_at", name, "review_at");
    }

    private static IEnumerable<(string Property, Type Type, bool Required, int? Length)> Columns()
    {
        yield return ("Id", typeof(string), true, 31);
        yield return ("UserId", typeof(string), true, 256);
        yield return ("UserName", typeof(string), false, 256);
        yield return ("Status", typeof(string), true, 16);
        yield return ("IsActive", typeof(bool), true, null);
        yield return ("CreatedAt", typeof(DateTime), true, null);
        yield return ("LastActivity", typeof(DateTime), true, null);
        yield return ("AuthenticatedAt", typeof(DateTime), true, null);
        yield return ("ExpiresAt", typeof(DateTime), true, null);
        yield return ("AbsoluteExpiresAt", typeof(DateTime), true, null);
        yield return ("IdleAt", typeof(DateTime), false, null);
        yield return ("IdleTimeout", typeof(long), true, null);
        yield return ("IdleAfter", typeof(long), false, null);
        yield return ("RefreshThreshold", typeof(long), true, null);
        yield return ("IsSliding", typeof(bool), true, null);
        yield return ("IsPersistent", typeof(bool), true, null);
        yield return ("IpAddress", typeof(string), false, 45);
        yield return ("UserAgent", typeof(string), false, 512);
        yield return ("DeviceType", typeof(string), true, 16);
        yield return ("DeviceName", typeof(string), false, 256);
        yield return ("Browser", typeof(string), false, 256);
        yield return ("OperatingSystem", typeof(string), false, 256);
        yield return ("DeviceFingerprint", typeof(string), false, 256);
        yield return ("CountryCode", typeof(string), false, 64);
        yield return ("City", typeof(string), false, 256);
        yield return ("CountryKey", typeof(string), false, 64);
        yield return ("CityKey", typeof(string), false, 256);
        yield return ("Latitude", typeof(double), false, null);
        yield return ("Longitude", typeof(double), false, null);
        yield return ("Roles", typeof(string), false, null);
        yield return ("Permissions", typeof(string), false, null);
        yield return ("AuthenticationMethods", typeof(string), false, null);
        yield return ("RiskScore", typeof(int), false, null);
        yield return ("RiskReasons", typeof(string), false, null);
        yield return ("Metadata", typeof(string), false, null);
        yield return ("TerminatedAt", typeof(DateTime), false, null);
        yield return ("TerminatedBy", typeof(string), false, 256);
        yield return ("TerminationReason", typeof(string), false, 100);
        yield return ("TerminationId", typeof(Guid), false, null);
        yield return ("SecretHash", typeof(byte[]), true, 32);
        yield return ("PreviousSecretHash", typeof(byte[]), false, 32);
        yield return ("PreviousSecretAcceptedUntil", typeof(DateTime), false, null);
        yield return ("PreviousSecretSuccessor", typeof(byte[]), false, null);
        yield return ("TransferHash", typeof(byte[]), false, 32);
        yield return ("TransferExpiresAt", typeof(DateTime), false, null);
        yield return ("TransferRedeemedBy", typeof(string), false, 31);
        yield return ("Version", typeof(long), true, null);
    }
}
