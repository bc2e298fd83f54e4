using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Redis.FastTier;

namespace SessionManager.Redis.DependencyInjection;

internal sealed class RedisCacheOptionsValidator(IServiceProviderIsService? services = null)
    : IValidateOptions<RedisCacheOptions>
{
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RedisCacheOptions options)
    {
        string?[] errors =
        [
            RedisRegistration.CheckMultiplexer(services),
            RedisRegistration.CheckPrefix("RedisCacheOptions.KeyPrefix", options.KeyPrefix),
            options.Database < -1
                ? "RedisCacheOptions.Database must be -1 (the connection's own) or the number of a database."
                : null,
            options.MaxAge < TimeSpan.FromMilliseconds(1) || options.MaxAge > LongestAge
                ? "RedisCacheOptions.MaxAge must be more than zero and at most a day."
                : null,
        ];
        var found = errors.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
