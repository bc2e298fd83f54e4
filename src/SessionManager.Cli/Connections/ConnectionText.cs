using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using SessionManager.Cli.Running;
using StackExchange.Redis;

namespace SessionManager.Cli.Connections;

/// <summary>Reads what people write as a connection: the driver's own form, a URL, a file, or host and port.</summary>
internal static partial class ConnectionText
{
    /// <summary>
    /// How many milliseconds a match may take. They are of the clock on the wall: with few of them, a machine that stalls
    /// would have a good connection refused.
    /// </summary>
    private const int Patience = 60_000;

    private static readonly string[] SqliteEndings = [".db", ".db3", ".sqlite", ".sqlite3"];

    /// <summary>The storage that a connection is for; null when it does not say.</summary>
    public static StorageProvider? Guess(string connection)
    {
        if (StartsWith(connection, "postgres://", "postgresql://"))
            return StorageProvider.PostgreSql;
        if (StartsWith(connection, "redis://", "rediss://"))
            return StorageProvider.Redis;
        if (PostgresKeyword().IsMatch(connection))
            return StorageProvider.PostgreSql;
        if (SqliteKeyword().IsMatch(connection) || Array.Exists(SqliteEndings, connection.EndsWith))
            return StorageProvider.Sqlite;
        return HostAndPort().IsMatch(connection) ? StorageProvider.Redis : null;
    }

    /// <summary>The form that the driver reads, and the password in it if there is one.</summary>
    /// <exception cref="CliException">It is not a connection of this storage.</exception>
    public static (string Text, string? Secret) Read(StorageProvider provider, string connection, string? schema)
    {
        try
        {
            return provider switch
            {
                StorageProvider.PostgreSql => ReadPostgreSql(connection, schema),
                StorageProvider.Sqlite => (ReadSqlite(connection).ConnectionString, null),
                _ => ReadRedis(connection),
            };
        }
        // What a driver says of a text that it cannot read may repeat the text.
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw CliException.Usage(
                $"The connection is not one of {provider}. Such as: "
                    + provider switch
                    {
                        StorageProvider.PostgreSql => "Host=localhost;Database=app;Username=app",
                        StorageProvider.Sqlite => "Data Source=sessions.db",
                        _ => "localhost:6379",
                    }
            );
        }
    }

    private static (string, string?) ReadPostgreSql(string connection, string? schema)
    {
        var text = connection.Contains("://", StringComparison.Ordinal) ? FromUrl(new Uri(connection)) : connection;
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (builder.ApplicationName is null)
            builder.ApplicationName = "session-manager";
        if (schema is not null)
            builder.SearchPath = schema;
        return (builder.ConnectionString, builder.Password);
    }

    // postgres://user:password@host:port/database?option=value, as libpq has it and the driver has not.
    private static string FromUrl(Uri url)
    {
        var (user, password) = UserOf(url);
        var builder = new DbConnectionStringBuilder { ["Host"] = url.IdnHost };
        if (url.Port > 0)
            builder["Port"] = url.Port;
        if (url.AbsolutePath.Length > 1)
            builder["Database"] = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        if (user is not null)
            builder["Username"] = user;
        if (password is not null)
            builder["Password"] = password;
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=', 2) is not [var name, var value])
                throw new FormatException("A part of the query has no value.");
            var option = Uri.UnescapeDataString(name);
            var text = Uri.UnescapeDataString(value);
            // libpq says verify-full where the driver says VerifyFull; no other value is a word of theirs.
            if (option.ToUpperInvariant() is "SSLMODE" or "SSL MODE")
                builder["SSL Mode"] = text.Replace("-", "", StringComparison.Ordinal);
            else
                builder[option] = text;
        }

        return builder.ConnectionString;
    }

    private static SqliteConnectionStringBuilder ReadSqlite(string connection)
    {
        var builder = SqliteKeyword().IsMatch(connection)
            ? new SqliteConnectionStringBuilder(connection)
            : new SqliteConnectionStringBuilder { DataSource = connection };
        if (builder.DataSource.Length == 0)
            throw new FormatException("No file.");
        // A wrong path must not leave an empty database behind: only 'schema apply' makes one.
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
            builder.Mode = SqliteOpenMode.ReadWrite;
        return builder;
    }

    private static (string, string?) ReadRedis(string connection)
    {
        if (!connection.Contains("://", StringComparison.Ordinal))
            return (connection, ConfigurationOptions.Parse(connection).Password);
        var url = new Uri(connection);
        var (user, password) = UserOf(url);
        if (user is { Length: > 0 } and not "default")
        {
            throw CliException.Usage(
                "The Redis client of this tool signs in with a password alone: use the user 'default', or leave the name out."
            );
        }

        var options = new ConfigurationOptions
        {
            EndPoints = { { url.IdnHost, url.Port > 0 ? url.Port : 6379 } },
            Ssl = string.Equals(url.Scheme, "rediss", StringComparison.OrdinalIgnoreCase),
            Password = password,
        };
        if (url.AbsolutePath.Length > 1)
            options.DefaultDatabase = int.Parse(url.AbsolutePath.AsSpan(1), provider: null);
        return (options.ToString(includePassword: true), password);
    }

    private static (string? User, string? Password) UserOf(Uri url)
    {
        if (url.UserInfo.Length == 0)
            return (null, null);
        var parts = url.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    private static bool StartsWith(string text, params ReadOnlySpan<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex PostgresKeyword();

    [GeneratedRegex(
        @"(^|;)\s*(data\s*source|datasource|filename)\s*=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex SqliteKeyword();

    [GeneratedRegex(
        @"^(\[[0-9a-f:]+\]|[\w.-]+):[0-9]+(,.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Patience
    )]
    private static partial Regex HostAndPort();
}
