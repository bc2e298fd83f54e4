using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>A page of sessions.</summary>
/// <param name="Sessions">The sessions, newest activity first, of equals the higher id first.</param>
/// <param name="Next">Where the next page starts; null on the last page.</param>
public sealed record SessionPage(IReadOnlyList<UserSession> Sessions, SessionCursor? Next)
{
    /// <summary>No sessions.</summary>
    public static SessionPage Empty { get; } = new([], null);
}
