using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>What a write may change: one session, or every session of a <see cref="SessionId.Partition"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FastTierScope
{
    private FastTierScope(SessionId? id, string partition)
    {
        Id = id;
        Partition = partition;
    }

    /// <summary>The session; null when every session of the partition is meant.</summary>
    public SessionId? Id { get; }

    /// <summary>The partition.</summary>
    public string Partition { get; }

    /// <summary>One session.</summary>
    public static FastTierScope OfSession(SessionId id) => new(id, id.Partition);

    /// <summary>Every session of a user, and of users who share the partition.</summary>
    public static FastTierScope OfUser(string userId) => new(null, SessionId.PartitionOf(userId));
}
