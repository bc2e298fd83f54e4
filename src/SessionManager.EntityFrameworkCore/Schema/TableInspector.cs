using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>
/// Asks the catalogue of a database: columns by the standard's information schema, indexes and checks where PostgreSQL
/// and SQLite keep them.
/// </summary>
internal static class TableInspector
{
    public static Task<InspectedTable> InspectAsync(
        DbContext context,
        ITable table,
        CancellationToken cancellationToken
    ) =>
        context.Database.ProviderName switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => OnPostgreSqlAsync(context, table, cancellationToken),
            "Microsoft.EntityFrameworkCore.Sqlite" => OnSqliteAsync(context, table, cancellationToken),
            _ => ElsewhereAsync(context, table, cancellationToken),
        };

    private static async Task<InspectedTable> OnPostgreSqlAsync(
        DbContext context,
        ITable table,
        CancellationToken cancellationToken
    )
    {
        const string relation =
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE c.relname = {0} AND n.nspname = COALESCE({1}, current_schema())";
        return new(
            await NamesAsync(
                    context,
                    "SELECT attname::text AS \"Value\" FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped "
                        + $"AND attrelid IN ({relation})",
                    table,
                    cancellationToken
                )
                .ConfigureAwait(false),
            await NamesAsync(
                    context,
                    "SELECT i.relname::text AS \"Value\" FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
                        + $"WHERE x.indisvalid AND x.indrelid IN ({relation})",
                    table,
                    cancellationToken
                )
                .ConfigureAwait(false),
            await NamesAsync(
                    context,
                    "SELECT conname::text AS \"Value\" FROM pg_constraint WHERE contype = 'c' "
                        + $"AND conrelid IN ({relation})",
                    table,
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
    }

    private static async Task<InspectedTable> OnSqliteAsync(
        DbContext context,
        ITable table,
        CancellationToken cancellationToken
    )
    {
        var columns = await NamesAsync(
                context,
                "SELECT name AS \"Value\" FROM pragma_table_info({0})",
                table,
                cancellationToken
            )
            .ConfigureAwait(false);
        var indexes = await NamesAsync(
                context,
                "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'index' AND tbl_name = {0}",
                table,
                cancellationToken
            )
            .ConfigureAwait(false);
        // SQLite keeps a check only inside the text of the table.
        var text = string.Concat(
            await NamesAsync(
                    context,
                    "SELECT sql AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = {0}",
                    table,
                    cancellationToken
                )
                .ConfigureAwait(false)
        );
        var checks = table
            .CheckConstraints.Select(static check => check.Name!)
            .Where(name => text.Contains($"CONSTRAINT \"{name}\" CHECK", StringComparison.OrdinalIgnoreCase))
            .ToHashSet(StringComparer.Ordinal);
        return new(columns, indexes, checks);
    }

    private static async Task<InspectedTable> ElsewhereAsync(
        DbContext context,
        ITable table,
        CancellationToken cancellationToken
    ) =>
        new(
            await NamesAsync(
                    context,
                    "SELECT column_name AS Value FROM information_schema.columns WHERE table_name = {0} "
                        + "AND ({1} IS NULL OR table_schema = {1})",
                    table,
                    cancellationToken
                )
                .ConfigureAwait(false),
            Indexes: null,
            Checks: null
        );

    private static async Task<HashSet<string>> NamesAsync(
        DbContext context,
        string sql,
        ITable table,
        CancellationToken cancellationToken
    ) =>
        (
            await context
                .Database.SqlQueryRaw<string>(sql, table.Name, table.Schema ?? (object)DBNull.Value)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false)
        ).ToHashSet(StringComparer.Ordinal);
}
