using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using SessionManager.Cli.Running;
using SessionManager.EntityFrameworkCore.Mapping;

namespace SessionManager.Cli.Connections;

/// <summary>
/// Finds out which storage is meant: from the options, then from <c>SESSION_MANAGER_*</c>, then from the configuration
/// file.
/// </summary>
internal static class TargetResolver
{
    private const string Section = "SessionManager:Cli";

    public static IReadOnlyDictionary<string, StorageProvider> Providers { get; } =
        new Dictionary<string, StorageProvider>(StringComparer.OrdinalIgnoreCase)
        {
            ["postgresql"] = StorageProvider.PostgreSql,
            ["sqlite"] = StorageProvider.Sqlite,
            ["redis"] = StorageProvider.Redis,
        };

    public static IReadOnlyDictionary<string, SessionTablePreset> Shapes { get; } =
        new Dictionary<string, SessionTablePreset>(StringComparer.OrdinalIgnoreCase)
        {
            ["sessions"] = SessionTablePreset.Sessions,
            ["user-sessions"] = SessionTablePreset.UserSessions,
            ["session-tracking"] = SessionTablePreset.SessionTracking,
        };

    public static StorageTarget Resolve(ParseResult parse)
    {
        var configuration = Configure(parse.GetValue(ConnectionOptions.Config));
        var connection =
            Value(parse, ConnectionOptions.Connection, configuration, "Connection")
            ?? configuration.GetConnectionString("Sessions")
            ?? throw CliException.Usage(
                "Say where the sessions are: --connection, the variable SESSION_MANAGER_CONNECTION, or --config with "
                    + "ConnectionStrings:Sessions."
            );
        return Build(
            configuration,
            connection,
            Value(parse, ConnectionOptions.Provider, configuration, "Provider"),
            Value(parse, ConnectionOptions.Shape, configuration, "Shape"),
            Value(parse, ConnectionOptions.Schema, configuration, "Schema"),
            keyPrefix: Value(parse, ConnectionOptions.KeyPrefix, configuration, "KeyPrefix"),
            cache: Value(parse, ConnectionOptions.Cache, configuration, "Cache")
        );
    }

    /// <summary>The target that some values name.</summary>
    /// <exception cref="CliException">They contradict each other, or are none.</exception>
    public static StorageTarget Build(
        IConfiguration configuration,
        string connection,
        string? provider,
        string? shape,
        string? schema,
        string? keyPrefix = null,
        string? cache = null
    )
    {
        var storage = provider is null
            ? ConnectionText.Guess(connection)
                ?? throw CliException.Usage(
                    "The connection does not say of which storage it is: add --provider postgresql, sqlite or redis."
                )
            : Word(Providers, provider, "provider");
        if (schema is not null && storage != StorageProvider.PostgreSql)
            throw CliException.Usage($"Only PostgreSQL has schemas: leave --schema out with {storage}.");
        if (keyPrefix is not null && storage != StorageProvider.Redis && cache is null)
            throw CliException.Usage("Only Redis has keys with a prefix: leave --key-prefix out.");
        if (cache is not null && storage == StorageProvider.Redis)
            throw CliException.Usage(
                "--cache is for a Redis in front of a database: the sessions are in Redis already."
            );
        var (text, secret) = ConnectionText.Read(storage, connection, schema);
        var (front, frontSecret) = cache is null
            ? (null, null)
            : ConnectionText.Read(StorageProvider.Redis, cache, schema: null);
        return new StorageTarget
        {
            Provider = storage,
            ConnectionString = text,
            Shape = shape is null ? SessionTablePreset.Sessions : Word(Shapes, shape, "shape"),
            Schema = schema,
            KeyPrefix = keyPrefix,
            Cache = front,
            AuditKey = AuditKey(configuration),
            Configuration = configuration,
            Secrets = [.. new[] { secret, frontSecret }.OfType<string>().Where(static text => text.Length > 0)],
        };
    }

    private static IConfigurationRoot Configure(FileInfo? file)
    {
        var path = file?.FullName ?? Environment.GetEnvironmentVariable("SESSION_MANAGER_CONFIG");
        var builder = new ConfigurationBuilder();
        if (path is { Length: > 0 })
        {
            if (!File.Exists(path))
                throw CliException.Usage($"There is no configuration file {path}.");
            builder.AddJsonFile(Path.GetFullPath(path));
        }

        try
        {
            return builder.AddEnvironmentVariables().Build();
        }
        catch (InvalidDataException exception)
        {
            // The reader's own message may show a line of the file, and that line a password.
            var at = exception.InnerException?.InnerException as JsonException;
            throw CliException.Usage($"The configuration file {path} is not JSON (line {at?.LineNumber + 1}).");
        }
    }

    private static string? Value(ParseResult parse, Option<string?> option, IConfiguration configuration, string key)
    {
        // SESSION_MANAGER_KEY_PREFIX for KeyPrefix.
        var variable = "SESSION_MANAGER_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        return parse.GetValue(option)
            ?? NotEmpty(configuration[variable])
            ?? NotEmpty(configuration[$"{Section}:{key}"]);
    }

    private static byte[]? AuditKey(IConfiguration configuration)
    {
        var text =
            NotEmpty(configuration["SESSION_MANAGER_AUDIT_KEY"]) ?? NotEmpty(configuration[$"{Section}:AuditKey"]);
        if (text is null)
            return null;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length)
            ? key[..length]
            : throw CliException.Usage("The audit key is not base64.");
    }

    private static T Word<T>(IReadOnlyDictionary<string, T> words, string word, string what) =>
        words.TryGetValue(word, out var value)
            ? value
            : throw CliException.Usage($"There is no such {what}; there is {string.Join(", ", words.Keys)}.");

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
