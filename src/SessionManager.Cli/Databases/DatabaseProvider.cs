using System.Data;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SessionManager.Cli.Connections;

namespace SessionManager.Cli.Databases;

/// <summary>What differs between PostgreSQL and SQLite.</summary>
internal static class DatabaseProvider
{
    public static void Use(DbContextOptionsBuilder options, StorageTarget target, bool create)
    {
        switch (target.Provider)
        {
            case StorageProvider.PostgreSql:
                options.UseNpgsql(target.ConnectionString);
                break;
            case StorageProvider.Sqlite:
                var builder = new SqliteConnectionStringBuilder(target.ConnectionString);
                if (create)
                    builder.Mode = SqliteOpenMode.ReadWriteCreate;
                options.UseSqlite(builder.ConnectionString);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Makes the schema that the tables are to be in, if there is to be one and it is not there.</summary>
    public static async Task EnsureSchemaAsync(StorageTarget target, CancellationToken cancellationToken)
    {
        if (target.Schema is null)
            return;
        var connection = new NpgsqlConnection(target.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var quoting = new NpgsqlCommandBuilder();
            var sql = "CREATE SCHEMA IF NOT EXISTS " + quoting.QuoteIdentifier(target.Schema);
#pragma warning disable CA2100 // a name cannot be a parameter, and it is quoted
            var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How far the clock of the database is ahead of ours; null where it has none of its own.</summary>
    public static async Task<TimeSpan?> ClockSkewAsync(
        DbContext context,
        StorageTarget target,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (target.Provider != StorageProvider.PostgreSql)
            return null;
        var connection = context.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "SELECT clock_timestamp()";
            var (sent, started) = (time.GetUtcNow(), time.GetTimestamp());
            var answer = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            // It looked at its clock somewhere on the way.
            return (DateTime)answer! - (sent + (time.GetElapsedTime(started) / 2)).UtcDateTime;
        }
    }
}
