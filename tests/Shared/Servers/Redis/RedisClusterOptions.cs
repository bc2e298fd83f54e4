namespace SessionManager.Tests.Servers;

/// <param name="Replicas">Whether each master has a replica.</param>
/// <param name="NodeTimeout">
/// After how many milliseconds without an answer a node counts as down. A busy machine can take a second to answer.
/// </param>
public sealed record RedisClusterOptions(bool Replicas = false, int NodeTimeout = 15_000)
{
    /// <summary>Further lines of every node's <c>redis.conf</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
