using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.Jwt.Keys;

namespace SessionManager.Jwt.DependencyInjection;

/// <summary>
/// Reads the configuration section <c>SessionManager:Jwt</c>, before the host's code has its say. By hand: keys and
/// callbacks are no configuration, and what is wrong is named with its place.
/// </summary>
internal sealed class ConfigureJwtSessionOptions(IServiceProvider services) : IConfigureOptions<JwtSessionOptions>
{
    public const string Section = "SessionManager:Jwt";

    public void Configure(JwtSessionOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(Section) is not { } section || !section.Exists())
            return;
        var values = new SessionVariables(path => services.GetService<IConfiguration>()?[path]);
        options.Issuer = values.Text($"{Section}:Issuer") ?? options.Issuer;
        options.Audience = values.Text($"{Section}:Audience") ?? options.Audience;
        options.Mode = Word<JwtValidationMode>(section.GetSection("Mode")) ?? options.Mode;
        values.Duration($"{Section}:AccessTokenLifetime", value => options.AccessTokenLifetime = value);
        values.Duration($"{Section}:ClockSkew", value => options.ClockSkew = value);
        values.Duration($"{Section}:KeyReloadInterval", value => options.KeyReloadInterval = value);
        values.Number($"{Section}:VerifiedTokenCacheSize", value => options.VerifiedTokenCacheSize = value);
        var algorithms = section.GetSection("Algorithms").GetChildren().ToList();
        if (algorithms.Count > 0)
        {
            // A list of what is allowed, in the place of the default: one that could only add would allow everything.
            options.Algorithms.Clear();
            options.Algorithms.UnionWith(algorithms.Select(Required<JwtAlgorithm>));
        }

        foreach (var file in section.GetSection("PemFiles").GetChildren())
            options.PemFiles.Add(ReadPemFile(file));
    }

    private static JwtPemFile ReadPemFile(IConfigurationSection file)
    {
        if (string.IsNullOrWhiteSpace(file["Path"]))
            throw Wrong(file.GetSection("Path"), "the path of a PEM file");
        return new JwtPemFile(file["Path"]!, Required<JwtAlgorithm>(file.GetSection("Algorithm")))
        {
            KeyId = string.IsNullOrEmpty(file["KeyId"]) ? null : file["KeyId"],
            ActivatesAt = Time(file.GetSection("ActivatesAt")),
            RetiresAt = Time(file.GetSection("RetiresAt")),
        };
    }

    private static T Required<T>(IConfigurationSection value)
        where T : struct, Enum => Word<T>(value) ?? throw Wrong(value, Choices<T>());

    /// <summary>A word by its name alone: a number would be accepted whatever it stands for.</summary>
    private static T? Word<T>(IConfigurationSection value)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(value.Value))
            return null;
        var name = Enum.GetNames<T>()
            .FirstOrDefault(one => string.Equals(one, value.Value, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw Wrong(value, Choices<T>()) : Enum.Parse<T>(name);
    }

    /// <summary>A moment with its offset: without one, hosts in different time zones would disagree.</summary>
    private static DateTimeOffset? Time(IConfigurationSection value)
    {
        if (string.IsNullOrEmpty(value.Value))
            return null;
        return
            DateTimeOffset.TryParseExact(
                value.Value,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var time
            ) && HasOffset(value.Value)
            ? time
            : throw Wrong(value, "a moment with its offset, such as 2026-01-31T00:00:00Z");
    }

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;

    private static string Choices<T>()
        where T : struct, Enum => $"one of {string.Join(", ", Enum.GetNames<T>())}";

    private static OptionsValidationException Wrong(IConfigurationSection value, string expected) =>
        new(
            Options.DefaultName,
            typeof(JwtSessionOptions),
            [$"JwtSessionOptions: the configuration value {value.Path} must be {expected}."]
        );
}
