using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SessionManager.Sessions;
using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>
/// One of 256 places sessions are spread over by the first byte of their <see cref="SessionId.Partition"/>. All keys of
/// a shard have its hash tag: sessions and indexes, those of users and those of all, stand in one slot of a cluster and
/// change in one step.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RedisShard(int number)
{
    public const int Count = 256;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public int Number { get; } = number;

    public static RedisShard Of(SessionId id)
    {
        Span<char> text = stackalloc char[SessionId.Length];
        id.TryFormat(text, out _, default, null);
        return FromPartition(text[SessionId.Prefix.Length..]);
    }

    public static RedisShard OfUser(string userId) => FromPartition(SessionId.PartitionOf(userId));

    /// <summary>What all keys of the shard begin with.</summary>
    public string Key(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}:{{{Number:x2}}}:");

    /// <summary>The key of a session, as the bytes it has on the wire.</summary>
    public static RedisKey SessionKey(byte[][] shards, SessionId id)
    {
        Span<char> text = stackalloc char[SessionId.Length];
        id.TryFormat(text, out _, default, null);
        var bare = text[SessionId.Prefix.Length..];
        var shard = shards[FromPartition(bare).Number];
        var key = new byte[shard.Length + 2 + bare.Length];
        shard.CopyTo(key, 0);
        key[shard.Length] = (byte)'s';
        key[shard.Length + 1] = (byte)':';
        Encoding.ASCII.GetBytes(bare, key.AsSpan(shard.Length + 2));
        return key;
    }

    private static RedisShard FromPartition(ReadOnlySpan<char> partition) =>
        new((Alphabet.IndexOf(partition[0]) << 2) | (Alphabet.IndexOf(partition[1]) >> 4));
}
