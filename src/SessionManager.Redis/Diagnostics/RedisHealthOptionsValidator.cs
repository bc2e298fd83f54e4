using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Redis.DependencyInjection;

namespace SessionManager.Redis.Diagnostics;

internal sealed class RedisHealthOptionsValidator(IServiceProviderIsService? services = null)
    : IValidateOptions<RedisHealthOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisHealthOptions options)
    {
        string?[] errors =
        [
            RedisRegistration.CheckMultiplexer(services),
            options.MaxClockSkew > TimeSpan.Zero ? null : "RedisHealthOptions.MaxClockSkew must be above zero.",
            options.Timeout >= TimeSpan.FromMilliseconds(10) && options.Timeout <= TimeSpan.FromMinutes(1)
                ? null
                : "RedisHealthOptions.Timeout must be from 10 milliseconds to 1 minute.",
        ];
        var found = errors.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
