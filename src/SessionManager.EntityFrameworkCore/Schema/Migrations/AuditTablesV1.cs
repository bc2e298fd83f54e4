using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace SessionManager.EntityFrameworkCore.Schema.Migrations;

/// <summary>The audit tables as version 1 made them.</summary>
internal static class AuditTablesV1
{
    private const string Entries = "session_audit";
    private const string Chains = "session_audit_chains";

    public static void Create(MigrationBuilder migration)
    {
        Table(
            migration,
            Entries,
            ["node_id", "sequence"],
            new("node_id", typeof(string), Required: true, 64),
            new("sequence", typeof(long), Required: true),
            new("at", typeof(DateTime), Required: true),
            new("event", typeof(string), Required: true, 32),
            new("session_id", typeof(string), Length: 31),
            new("user_id", typeof(string), Length: 256),
            new("actor", typeof(string), Required: true, 256),
            new("reason", typeof(string), Length: 256),
            new("ip_address", typeof(string), Length: 45),
            new("user_agent", typeof(string), Length: 512),
            new("details", typeof(string)),
            new("previous_hash", typeof(byte[]), Required: true, 32),
            new("hash", typeof(byte[]), Required: true, 32)
        );
        migration.CreateIndex("ix_session_audit_user_id_at", Entries, ["user_id", "at"]);
        migration.CreateIndex("ix_session_audit_session_id", Entries, "session_id");
        migration.CreateIndex("ix_session_audit_at", Entries, "at");
        Table(
            migration,
            Chains,
            ["node_id"],
            new("node_id", typeof(string), Required: true, 64),
            new("first_sequence", typeof(long), Required: true),
            new("last_sequence", typeof(long), Required: true),
            new("last_hash", typeof(byte[]), Required: true, 32),
            new("anchor_hash", typeof(byte[]), Required: true, 32),
            new("seal", typeof(byte[]), Required: true, 32)
        );
    }

    public static void Drop(MigrationBuilder migration)
    {
        migration.DropTable(Chains);
        migration.DropTable(Entries);
    }

    private static void Table(MigrationBuilder migration, string name, string[] key, params TableColumn[] columns)
    {
        var table = new CreateTableOperation { Name = name };
        table.Columns.AddRange(columns.Select(column => column.In(name)));
        table.PrimaryKey = new AddPrimaryKeyOperation
        {
            Name = $"pk_{name}",
            Table = name,
            Columns = key,
        };
        migration.Operations.Add(table);
    }
}
