using SessionManager.Sessions;
using SessionManager.Storage.Tiered;
using StackExchange.Redis;

namespace SessionManager.Redis.FastTier;

/// <summary>The keys of the fast tier. All of a user share a hash slot: the partition is their hash tag.</summary>
internal sealed class FastTierKeys(string prefix)
{
    /// <summary>What is known of one session.</summary>
    public RedisKey Session(SessionId id) =>
        $"{prefix}:{{{id.Partition}}}:t:{id.ToString().AsSpan(SessionId.Prefix.Length)}";

    /// <summary>What holds for all sessions of a partition.</summary>
    public RedisKey Partition(string partition) => $"{prefix}:{{{partition}}}:g";

    public RedisKey Of(FastTierScope scope) => scope.Id is { } id ? Session(id) : Partition(scope.Partition);
}
