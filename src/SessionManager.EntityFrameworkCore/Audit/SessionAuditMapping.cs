using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SessionManager.Audit.Trail;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>Tables and columns of the audit trail, the same on every database.</summary>
internal static class SessionAuditMapping
{
    public const string EntryTable = "session_audit";
    public const string ChainTable = "session_audit_chains";

    public const int NodeIdLength = SessionAuditCursor.MaximumNodeIdLength;
    public const int EventLength = 32;
    public const int UserIdLength = 256;
    public const int ActorLength = 256;
    public const int ReasonLength = 256;
    public const int IpAddressLength = 45;
    public const int UserAgentLength = 512;
    public const int HashLength = 32;

    public static void Map(ModelBuilder model, string? schema)
    {
        model.Entity<SessionAuditEntry>(entry => MapEntry(entry, schema));
        model.Entity<SessionAuditChain>(chain => MapChain(chain, schema));
    }

    private static void MapEntry(EntityTypeBuilder<SessionAuditEntry> entry, string? schema)
    {
        entry.ToTable(EntryTable, schema);
        entry.HasKey(static row => new { row.NodeId, row.Sequence }).HasName("pk_session_audit");
        entry.Property(static row => row.NodeId).HasColumnName("node_id").HasMaxLength(NodeIdLength);
        entry.Property(static row => row.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        entry
            .Property(static row => row.At)
            .HasColumnName("at")
            .HasPrecision(6)
            .HasConversion(new UtcDateTimeConverter());
        entry.Property(static row => row.Event).HasColumnName("event").HasMaxLength(EventLength).IsRequired();
        entry.Property(static row => row.SessionId).HasColumnName("session_id").HasMaxLength(SessionId.Length);
        entry.Property(static row => row.UserId).HasColumnName("user_id").HasMaxLength(UserIdLength);
        entry.Property(static row => row.Actor).HasColumnName("actor").HasMaxLength(ActorLength).IsRequired();
        entry.Property(static row => row.Reason).HasColumnName("reason").HasMaxLength(ReasonLength);
        entry.Property(static row => row.IpAddress).HasColumnName("ip_address").HasMaxLength(IpAddressLength);
        entry.Property(static row => row.UserAgent).HasColumnName("user_agent").HasMaxLength(UserAgentLength);
        entry.Property(static row => row.Details).HasColumnName("details");
        MapHash(entry.Property(static row => row.PreviousHash), "previous_hash");
        MapHash(entry.Property(static row => row.Hash), "hash");
        entry.HasIndex(static row => new { row.UserId, row.At }).HasDatabaseName("ix_session_audit_user_id_at");
        entry.HasIndex(static row => row.SessionId).HasDatabaseName("ix_session_audit_session_id");
        entry.HasIndex(static row => row.At).HasDatabaseName("ix_session_audit_at");
    }

    private static void MapChain(EntityTypeBuilder<SessionAuditChain> chain, string? schema)
    {
        chain.ToTable(ChainTable, schema);
        chain.HasKey(static row => row.NodeId).HasName("pk_session_audit_chains");
        chain.Property(static row => row.NodeId).HasColumnName("node_id").HasMaxLength(NodeIdLength);
        chain.Property(static row => row.FirstSequence).HasColumnName("first_sequence");
        chain.Property(static row => row.LastSequence).HasColumnName("last_sequence");
        MapHash(chain.Property(static row => row.LastHash), "last_hash");
        MapHash(chain.Property(static row => row.AnchorHash), "anchor_hash");
        MapHash(chain.Property(static row => row.Seal), "seal");
    }

    private static void MapHash(PropertyBuilder<byte[]> hash, string column) =>
        hash.HasColumnName(column).HasMaxLength(HashLength).IsRequired();
}
