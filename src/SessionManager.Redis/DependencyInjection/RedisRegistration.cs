using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Redis.FastTier;
using StackExchange.Redis;

namespace SessionManager.Redis.DependencyInjection;

/// <summary>What every part of this package asks of its options and of the host.</summary>
internal static class RedisRegistration
{
    private const int LongestPrefix = 64;

    /// <summary>What is wrong with a prefix of keys and channels; null when nothing is.</summary>
    public static string? CheckPrefix(string option, string? prefix) =>
        prefix is { Length: > 0 and <= LongestPrefix }
        && !prefix.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '{' or '}')
            ? null
            : $"{option} must be 1 to {LongestPrefix} characters without braces, spaces and control characters: braces "
                + "would move keys to other slots of a cluster.";

    /// <summary>The prefix of a fast tier, for who takes it over. What is wrong with its options is theirs to say, once.</summary>
    public static string PrefixOf(IOptions<RedisCacheOptions> cache)
    {
        try
        {
            return cache.Value.KeyPrefix;
        }
        catch (OptionsValidationException)
        {
            return new RedisCacheOptions().KeyPrefix;
        }
    }

    /// <summary>What is missing in the container; null when nothing is.</summary>
    public static string? CheckMultiplexer(IServiceProviderIsService? services) =>
        services?.IsService(typeof(IConnectionMultiplexer)) != false
            ? null
            : "SessionManager.Redis uses the host's own connection, and there is none. Register it: "
                + "services.AddSingleton<IConnectionMultiplexer>(ConnectionMultiplexer.Connect(\"localhost:6379\")).";
}
