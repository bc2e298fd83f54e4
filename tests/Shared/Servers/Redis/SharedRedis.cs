namespace SessionManager.Tests.Servers;

/// <summary>
/// The Redis, and the Redis Cluster, that the tests of a process share. Each test has keys of its own, under a prefix
/// nobody else uses, and flushes nothing.
/// </summary>
public static class SharedRedis
{
    internal const string Missing =
        "Redis is not installed: redis-server is not on the PATH. Run eng/install-servers.sh, or apt-get install redis-server.";

    private static readonly Lazy<Task<RedisServer>> Server = new(() => RedisServer.CreateAsync());
    private static readonly Lazy<Task<RedisCluster>> Cluster = new(() => RedisCluster.CreateAsync());
    private static int _prefixes;

    /// <summary>Whether the server's program is on this machine.</summary>
    public static bool IsInstalled => RedisServer.Program is not null;

    /// <summary>Why tests that need the server do not run here; null when they do, be it to fail.</summary>
    public static string? SkipReason => IsInstalled || SkipTest.IsForbidden ? null : Missing;

    /// <summary>
    /// Skips the running test when Redis is missing, or fails it with <c>CI=true</c>: for the constructor or
    /// <c>InitializeAsync</c> of classes whose tests are inherited.
    /// </summary>
    public static void Require()
    {
        if (!IsInstalled)
            SkipTest.Because(Missing);
    }

    /// <summary>The shared server, started by the first caller. It is nobody's to kill, pause, flush or dispose.</summary>
    public static Task<RedisServer> GetAsync()
    {
        Require();
        return Server.Value;
    }

    /// <summary>The shared cluster of three masters, under the same terms.</summary>
    public static Task<RedisCluster> GetClusterAsync()
    {
        Require();
        return Cluster.Value;
    }

    /// <summary>A prefix for keys and channels that no other test of this process has.</summary>
    public static string NewPrefix() => $"t{Interlocked.Increment(ref _prefixes)}";
}
