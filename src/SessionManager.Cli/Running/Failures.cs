using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using SessionManager.Audit;
using SessionManager.Storage;
using StackExchange.Redis;

namespace SessionManager.Cli.Running;

/// <summary>Turns an exception into an exit code and a line for people.</summary>
internal static class Failures
{
    private const int SqliteError = 1;
    private const int SqliteReadOnly = 8;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    public static (int ExitCode, string Message) Explain(Exception exception)
    {
        foreach (var cause in Causes(exception))
        {
            if (cause is CliException own)
                return (own.ExitCode, own.Message);
            if (ExplainStorage(cause) is { } found)
                return exception is SessionAuditException ? Unrecorded(found.Message) : found;
        }

        return exception switch
        {
            SessionAuditException => Unrecorded(exception.Message),
            SessionStorageUnsupportedException => (ExitCodes.Usage, exception.Message),
            SessionStorageException => (ExitCodes.Unavailable, exception.Message),
            OptionsValidationException or ArgumentException or FormatException => (ExitCodes.Usage, exception.Message),
            _ when IsBadSetting(exception) => (ExitCodes.Usage, exception.Message),
            OperationCanceledException => (ExitCodes.Interrupted, "Interrupted."),
            _ => (
                ExitCodes.Fault,
                $"This should not have happened: {exception.Message} Please report it; --verbose shows more."
            ),
        };
    }

    /// <summary>Whether a table, or a column of one, is not there.</summary>
    public static bool IsMissingTable(Exception exception) => Causes(exception).Exists(IsMissing);

    /// <summary>
    /// Whether a value of the configuration is not of its kind. Its reader has no exception of its own, and names the
    /// value and its place in the message.
    /// </summary>
    private static bool IsBadSetting(Exception exception) =>
        exception is InvalidOperationException { InnerException: not null }
        && exception.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal);

    private static (int, string) Unrecorded(string why) =>
        (ExitCodes.Unavailable, $"It was done, but the audit trail could not record it: {why}");

    private static (int ExitCode, string Message)? ExplainStorage(Exception cause) =>
        cause switch
        {
            _ when IsMissing(cause) => (
                ExitCodes.Schema,
                "The session tables are not there, or not as they should be. See 'session-manager schema verify', and make "
                    + "them with 'session-manager schema apply'. Tables of another shape or in a schema: --shape, --schema."
            ),
            PostgresException { SqlState: "28P01" or "28000" or "42501" or "3D000" } refused => (
                ExitCodes.Unavailable,
                $"PostgreSQL refused: {refused.MessageText}. See the user, the password, the database and the user's rights."
            ),
            SqliteException { SqliteErrorCode: SqliteCannotOpen } => (
                ExitCodes.Unavailable,
                "The SQLite file cannot be opened: see that it exists and may be read. 'session-manager schema apply' makes one."
            ),
            SqliteException { SqliteErrorCode: SqliteNotADatabase } => (
                ExitCodes.Unavailable,
                "The file is not a SQLite database."
            ),
            SqliteException { SqliteErrorCode: SqliteReadOnly } => (
                ExitCodes.Unavailable,
                "The SQLite file may not be written: see the rights of the file and of its folder."
            ),
            RedisServerException or RedisCommandException => (ExitCodes.Unavailable, $"Redis refused: {cause.Message}"),
            RedisConnectionException => (
                ExitCodes.Unavailable,
                "Redis cannot be reached. See that it runs, and that host, port, password and TLS of the connection match."
            ),
            DbException or SocketException or TimeoutException => (
                ExitCodes.Unavailable,
                $"The storage cannot be reached, or did not answer: {FirstLine(cause.Message)}"
            ),
            _ => null,
        };

    private static bool IsMissing(Exception exception) =>
        exception switch
        {
            PostgresException { SqlState: "42P01" or "42703" or "3F000" } => true,
            SqliteException { SqliteErrorCode: SqliteError } sqlite => sqlite.Message.Contains(
                "no such",
                StringComparison.Ordinal
            ),
            _ => false,
        };

    /// <summary>The exception and what caused it. What a driver says itself comes before what wraps it.</summary>
    private static List<Exception> Causes(Exception exception)
    {
        var chain = new List<Exception>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is not (DbUpdateException or SessionStorageException or AggregateException))
                chain.Add(cause);
        }

        return chain;
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
