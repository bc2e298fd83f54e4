using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>What a table is made of, as the database itself says.</summary>
internal sealed class TableShape
{
    /// <summary>Names of columns, in lower case, with whether they may be null and their declared type.</summary>
    public required IReadOnlyDictionary<string, (bool Nullable, string Type)> Columns { get; init; }

    /// <summary>The columns of each index, by its name.</summary>
    public required IReadOnlyDictionary<string, string> Indexes { get; init; }

    public static async Task<TableShape> ReadAsync(DbContext context, string table, bool sqlite)
    {
        var columns = sqlite
            ? $"SELECT name, CASE \"notnull\" WHEN 0 THEN 'YES' ELSE 'NO' END, type FROM pragma_table_info('{table}')"
            : "SELECT column_name, is_nullable, data_type || coalesce('(' || character_maximum_length || ')', '') "
                + $"FROM information_schema.columns WHERE table_name = '{table}'";
        var indexes = sqlite
            ? "SELECT i.name, (SELECT group_concat(name, ',') FROM pragma_index_info(i.name)), '' "
                + $"FROM pragma_index_list('{table}') AS i"
            : "SELECT c.relname, string_agg(a.attname, ',' ORDER BY a.attnum), '' FROM pg_index AS i "
                + "JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_attribute AS a ON a.attrelid = c.oid "
                + $"WHERE i.indrelid = '{table}'::regclass GROUP BY c.relname";
        await context.Database.OpenConnectionAsync();
        var connection = context.Database.GetDbConnection();
        return new()
        {
            Columns = (await RowsAsync(connection, columns)).ToDictionary(
                static row => row[0],
                static row => (row[1] == "YES", row[2]),
                StringComparer.Ordinal
            ),
            Indexes = (await RowsAsync(connection, indexes)).ToDictionary(
                static row => row[0],
                static row => row[1],
                StringComparer.Ordinal
            ),
        };
    }

    private static async Task<List<string[]>> RowsAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([reader.GetString(0), reader.GetString(1), reader.GetString(2)]);
        return rows;
    }
}
