using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>
/// The sessions of one user. It is its own lock: every write to a session of the user happens under it. There is one
/// for each user with a session, so it is kept small.
/// </summary>
internal sealed class MemoryUser(string userId)
{
    private long _endedBefore;

    /// <summary>Sessions without a recorded end, by activity. Some may be due.</summary>
    public ActivityList Live;

    /// <summary>Sessions with a recorded end, by activity.</summary>
    public ActivityList Ended;

    public string UserId { get; } = userId;

    /// <summary>Sign-ins authenticated before this are refused.</summary>
    public DateTimeOffset EndedBefore
    {
        get => Instant.ToTime(_endedBefore);
        set => _endedBefore = Instant.ToTicks(value);
    }

    /// <summary>Whether <see cref="EndedBefore"/> is among those that a purge looks through.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Set when this has left the index of users: whoever waited for the lock must look the user up again.</summary>
    public bool IsRetired { get; set; }

    public bool IsEmpty => Live.Count == 0 && Ended.Count == 0;
}
