using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SessionManager.Storage.DistributedCache;

/// <summary>Stops a host whose cache or options cannot work, and says what to change.</summary>
/// <param name="registered">Knows what the host registered; null when its container cannot tell.</param>
/// <param name="isChosen">Whether the host stayed with this storage: one that was replaced stops nobody.</param>
internal sealed class CacheSessionStorageOptionsValidator(IServiceProviderIsService? registered, Func<bool> isChosen)
    : IValidateOptions<CacheSessionStorageOptions>
{
    private static readonly SearchValues<char> _allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:"
    );

    private static readonly TimeSpan _shortestRetention = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestRetention = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, CacheSessionStorageOptions options)
    {
        if (!isChosen())
            return ValidateOptionsResult.Skip;
        var errors = new ValidateOptionsResultBuilder();
        if (registered?.IsService(typeof(IDistributedCache)) == false)
        {
            errors.AddError(
                "UseDistributedCacheStorage needs an IDistributedCache, and none is registered: register one, such as "
                    + "with AddStackExchangeRedisCache, or AddDistributedMemoryCache for a single process."
            );
        }

        if (options.KeyPrefix is not { Length: > 0 and <= 64 } prefix || prefix.AsSpan().ContainsAnyExcept(_allowed))
        {
            errors.AddError(
                "CacheSessionStorageOptions.KeyPrefix must be 1 to 64 letters, digits, '.', '_', '-' or ':'."
            );
        }

        if (options.Retention < _shortestRetention || options.Retention > _longestRetention)
            errors.AddError("CacheSessionStorageOptions.Retention must be from 1 minute to 3650 days.");
        if (options.MaxConcurrentCalls is < 1 or > 256)
            errors.AddError("CacheSessionStorageOptions.MaxConcurrentCalls must be from 1 to 256.");
        return errors.Build();
    }
}
