using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>The order of listings, turned round: oldest activity first, of equals the lower id first.</summary>
internal sealed class ActivityOrder : IComparer<MemoryEntry>
{
    public static ActivityOrder Instance { get; } = new();

    public static int Compare(DateTimeOffset at, SessionId id, UserSession other)
    {
        var order = at.CompareTo(other.LastActivityAt);
        return order != 0 ? order : id.CompareTo(other.Id);
    }

    public int Compare(MemoryEntry? x, MemoryEntry? y) =>
        Compare(x!.Record.Session.LastActivityAt, x.Record.Session.Id, y!.Record.Session);
}
