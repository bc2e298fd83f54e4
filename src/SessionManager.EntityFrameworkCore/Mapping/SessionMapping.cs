using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Mapping;

/// <summary>
/// The mapping of the two tables. Nothing in it is of one provider, and nothing is left to a convention: the snapshot of
/// the migrations is built from it without any.
/// </summary>
internal static class SessionMapping
{
    private static readonly UtcDateTimeConverter _utc = new();

    public static void MapSessions<TSession>(ModelBuilder model, SessionTableLayout layout, string? schema)
        where TSession : SessionEntity =>
        model.Entity<TSession>(entity =>
        {
            entity.ToTable(
                layout.Table,
                schema,
                table =>
                {
                    if (layout.HasStatus)
                        table.HasCheckConstraint(CheckName(layout), CheckSql(layout));
                }
            );
            entity.Ignore(layout.Ignored);
            entity.HasKey(static session => session.Id).HasName($"pk_{layout.Table}");
            var nullability = new NullabilityInfoContext();
            foreach (var property in typeof(SessionEntity).GetProperties())
            {
                if (property.Name == layout.Ignored)
                    continue;
                var column = entity
                    .Property(property.PropertyType, property.Name)
                    .HasColumnName(layout.Column(property.Name))
                    .IsRequired(nullability.Create(property).WriteState == NullabilityState.NotNull);
                if (SessionColumns.Lengths.TryGetValue(property.Name, out var length))
                    column.HasMaxLength(length);
                if (property.PropertyType == typeof(DateTime) || property.PropertyType == typeof(DateTime?))
                    column.HasConversion(_utc).HasPrecision(6);
            }

            entity.Property(static session => session.Id).ValueGeneratedNever();
            entity.Property(static session => session.Version).IsConcurrencyToken();
            MapIndexes(entity, layout);
        });

    public static void MapUsers(ModelBuilder model, string? schema) =>
        model.Entity<SessionUserEntity>(entity =>
        {
            entity.ToTable(SessionTableLayout.UsersTable, schema);
            entity.HasKey(static user => user.UserId).HasName($"pk_{SessionTableLayout.UsersTable}");
            entity
                .Property(static user => user.UserId)
                .HasColumnName("user_id")
                .HasMaxLength(SessionColumns.UserId)
                .ValueGeneratedNever();
            entity
                .Property(static user => user.EndedBefore)
                .HasColumnName("ended_before")
                .HasConversion(_utc)
                .HasPrecision(6);
            entity
                .Property(static user => user.ReviewAt)
                .HasColumnName("review_at")
                .HasConversion(_utc)
                .HasPrecision(6);
            entity
                .HasIndex(static user => user.ReviewAt)
                .HasDatabaseName($"ix_{SessionTableLayout.UsersTable}_review_at");
        });

    public static string CheckName(SessionTableLayout layout) => $"ck_{layout.Table}_status";

    public static string CheckSql(SessionTableLayout layout) =>
        $"{layout.Column(nameof(SessionEntity.Status))} IN ('active', 'idle', 'expired', 'terminated')";

    /// <summary>The indexes of a shape: by name, over these properties.</summary>
    public static IEnumerable<(string Name, string[] Properties)> IndexesOf(SessionTableLayout layout)
    {
        var state = layout.HasStatus ? nameof(SessionEntity.Status) : nameof(SessionEntity.IsActive);
        // A user's live sessions and their order; what is due; what is to be purged; everybody's list; an address. Every index is
        // written anew with each use and each end of a session, so there is none that a query can do without.
        yield return Index(
            layout,
            "user",
            [nameof(SessionEntity.UserId), state, nameof(SessionEntity.LastActivity), nameof(SessionEntity.Id)]
        );
        yield return Index(layout, "due", [state, nameof(SessionEntity.ExpiresAt)]);
        yield return Index(layout, "ended", [nameof(SessionEntity.TerminatedAt)]);
        yield return Index(layout, "activity", [nameof(SessionEntity.LastActivity), nameof(SessionEntity.Id)]);
        yield return Index(layout, "ip_address", [nameof(SessionEntity.IpAddress)]);
        if (layout.IndexesUserName)
        {
            yield return Index(layout, "username_active", [nameof(SessionEntity.UserName), state]);
            yield return Index(layout, "created", [nameof(SessionEntity.CreatedAt)]);
        }
    }

    private static void MapIndexes<TSession>(EntityTypeBuilder<TSession> entity, SessionTableLayout layout)
        where TSession : SessionEntity
    {
        foreach (var (name, properties) in IndexesOf(layout))
            entity.HasIndex(properties).HasDatabaseName(name);
    }

    private static (string Name, string[] Properties) Index(
        SessionTableLayout layout,
        string what,
        string[] properties
    ) => ($"ix_{layout.Table}_{what}", properties);
}
