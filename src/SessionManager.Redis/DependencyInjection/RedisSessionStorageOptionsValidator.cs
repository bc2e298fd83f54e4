using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.Redis.Storage;

namespace SessionManager.Redis.DependencyInjection;

internal sealed class RedisSessionStorageOptionsValidator(IServiceProviderIsService? services = null)
    : IValidateOptions<RedisSessionStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisSessionStorageOptions options)
    {
        string?[] errors =
        [
            RedisRegistration.CheckMultiplexer(services),
            RedisRegistration.CheckPrefix("RedisSessionStorageOptions.KeyPrefix", options.KeyPrefix),
            options.Database < -1
                ? "RedisSessionStorageOptions.Database must be -1 (the connection's own) or the number of a database."
                : null,
            options.RememberedRecords is < 0 or > 1 << 20
                ? "RedisSessionStorageOptions.RememberedRecords must be from 0 to 1,048,576."
                : null,
            options.KeepEndedFor < TimeSpan.Zero
                ? "RedisSessionStorageOptions.KeepEndedFor must be zero or more, or null."
                : null,
        ];
        var found = errors.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }
}
