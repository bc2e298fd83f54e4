using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Redis.DependencyInjection;
using SessionManager.Redis.FastTier;

namespace SessionManager.Redis.ChangeFeed;

internal sealed class RedisChangeFeedOptionsValidator(IServiceProviderIsService? services = null)
    : IValidateOptions<RedisChangeFeedOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, RedisChangeFeedOptions options)
    {
        string?[] errors =
        [
            // A fast tier says it as well, and once is enough.
            SaysAnother(services) ? null : RedisRegistration.CheckMultiplexer(services),
            RedisRegistration.CheckPrefix("RedisChangeFeedOptions.KeyPrefix", options.KeyPrefix),
            CheckSpan(nameof(options.HeartbeatInterval), options.HeartbeatInterval),
            CheckSpan(nameof(options.HeartbeatTimeout), options.HeartbeatTimeout),
            CheckSpan(nameof(options.PublishTimeout), options.PublishTimeout),
        ];
        var found = errors.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static bool SaysAnother(IServiceProviderIsService? services) =>
        services?.IsService(typeof(IValidateOptions<RedisCacheOptions>)) == true;

    private static string? CheckSpan(string option, TimeSpan span) =>
        span >= Shortest && span <= Longest
            ? null
            : $"RedisChangeFeedOptions.{option} must be from 10 milliseconds to 1 minute.";
}
