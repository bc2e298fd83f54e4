using StackExchange.Redis;

namespace SessionManager.Benchmarks.Http.Hosts.Redis;

/// <summary>The Redis of a host: the harness starts it and names it in the host's environment.</summary>
internal static class HostRedis
{
    public const string Variable = "BENCHMARK_REDIS";

    public static bool IsUsedBy(string host) =>
        host is HostNames.AspNetSessionRedis or HostNames.SessionManagerRedis or HostNames.SessionManagerRedisCached;

    /// <summary>One connection, as hosts have it: ours and the peer's alike.</summary>
    /// <exception cref="NotWiredException">The host was started without a Redis.</exception>
    public static IConnectionMultiplexer Connect() =>
        ConnectionMultiplexer.Connect(
            Environment.GetEnvironmentVariable(Variable)
                ?? throw new NotWiredException($"it needs a Redis, named by {Variable}: use --set redis")
        );
}
