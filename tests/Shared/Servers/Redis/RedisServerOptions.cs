namespace SessionManager.Tests.Servers;

/// <param name="Password">What clients must send; none are asked for one without.</param>
/// <param name="Persistent">Whether what was written survives <see cref="RedisServer.KillAsync"/>, in an append-only file.</param>
/// <param name="ReplicaOf">The server whose data this one copies.</param>
public sealed record RedisServerOptions(string? Password = null, bool Persistent = false, RedisServer? ReplicaOf = null)
{
    /// <summary>Further lines of <c>redis.conf</c>: <c>maxmemory-policy allkeys-lru</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
