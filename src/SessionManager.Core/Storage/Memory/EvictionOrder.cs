using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>Who goes first at the limit, down to the id, so that equals are decided the same way everywhere.</summary>
internal sealed class EvictionOrder(bool byActivity) : IComparer<MemoryEntry>
{
    public static EvictionOrder LeastRecentlyActive { get; } = new(byActivity: true);

    public static EvictionOrder Oldest { get; } = new(byActivity: false);

    public int Compare(MemoryEntry? x, MemoryEntry? y) => Compare(x!.Record.Session, y!.Record.Session);

    private int Compare(UserSession x, UserSession y)
    {
        var order = byActivity ? x.LastActivityAt.CompareTo(y.LastActivityAt) : 0;
        if (order == 0)
            order = x.CreatedAt.CompareTo(y.CreatedAt);
        return order != 0 ? order : x.Id.CompareTo(y.Id);
    }
}
