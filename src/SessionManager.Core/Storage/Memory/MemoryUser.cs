namespace SessionManager.Storage.Memory;

/// <summary>The sessions of one user and the lock over them: every write to a session of the user happens under it.</summary>
internal sealed class MemoryUser(string userId)
{
    public string UserId { get; } = userId;

    /// <summary>Guards everything here and the records of all entries.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Sessions without a recorded end, by activity. Some may be due.</summary>
    public ActivityList Live { get; } = new();

    /// <summary>Sessions with a recorded end, by activity; null until there is one.</summary>
    public ActivityList? Ended { get; set; }

    /// <summary>Sign-ins authenticated before this are refused.</summary>
    public DateTimeOffset EndedBefore { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Set when this has left the index of users: whoever waited for the lock must look the user up again.</summary>
    public bool IsRetired { get; set; }
}
