using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>Compares what a context maps of SessionManager with what is in the database.</summary>
internal static class SchemaVerifier
{
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(
        DbContext context,
        CancellationToken cancellationToken
    )
    {
        if (!await context.Database.CanConnectAsync(cancellationToken).ConfigureAwait(false))
            return ["The database cannot be reached, or does not exist."];
        var problems = new List<string>();
        if (context.Database.GetMigrations().Any())
        {
            if (context.Database.HasPendingModelChanges())
                problems.Add("The model has changed since the last migration.");
            foreach (
                var name in await context.Database.GetPendingMigrationsAsync(cancellationToken).ConfigureAwait(false)
            )
                problems.Add($"The migration {name} is not applied.");
        }

        // Check constraints are known to the design-time model only.
        var model = context.GetService<IDesignTimeModel>().Model.GetRelationalModel();
        foreach (var table in model.Tables.Where(IsOurs))
        {
            var found = await TableInspector.InspectAsync(context, table, cancellationToken).ConfigureAwait(false);
            problems.AddRange(ProblemsOf(table, found));
        }

        return problems;
    }

    private static bool IsOurs(ITable table) =>
        table.EntityTypeMappings.Any(static mapping =>
            mapping.TypeBase.ClrType is { } type
            && (
                typeof(SessionEntity).IsAssignableFrom(type)
                || type == typeof(SessionUserEntity)
                || type == typeof(SessionAuditEntry)
                || type == typeof(SessionAuditChain)
            )
        );

    private static IEnumerable<string> ProblemsOf(ITable table, InspectedTable found)
    {
        if (found.Columns.Count == 0)
        {
            yield return $"The table {table.SchemaQualifiedName} is missing.";
            yield break;
        }

        foreach (var column in table.Columns.Where(column => !found.Columns.Contains(column.Name)))
            yield return $"The column {table.SchemaQualifiedName}.{column.Name} is missing.";
        if (found.Indexes is { } indexes)
        {
            foreach (var index in table.Indexes.Where(index => !indexes.Contains(index.Name)))
                yield return $"The index {index.Name} of {table.SchemaQualifiedName} is missing.";
        }

        if (found.Checks is { } checks)
        {
            foreach (var check in table.CheckConstraints.Where(check => !checks.Contains(check.Name!)))
                yield return $"The check constraint {check.Name} of {table.SchemaQualifiedName} is missing.";
        }
    }
}

/// <summary>What a database has of a table; null where this library does not know how to ask.</summary>
internal sealed record InspectedTable(
    IReadOnlySet<string> Columns,
    IReadOnlySet<string>? Indexes,
    IReadOnlySet<string>? Checks
);
