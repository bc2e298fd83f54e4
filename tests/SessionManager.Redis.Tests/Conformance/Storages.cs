using SessionManager.DependencyInjection;
using SessionManager.Redis.Storage;
using StackExchange.Redis;

namespace SessionManager.Redis.Tests.Conformance;

/// <summary>Storages as hosts get them from the container.</summary>
internal static class Storages
{
    public static RedisSessionStorage Open(
        IConnectionMultiplexer redis,
        string prefix,
        Action<RedisSessionStorageOptions>? configure = null,
        SessionManagerOptions? manager = null
    )
    {
        var options = new RedisSessionStorageOptions { KeyPrefix = prefix };
        configure?.Invoke(options);
        return new RedisSessionStorage(redis, options, manager ?? new SessionManagerOptions());
    }
}
