namespace SessionManager.Storage;

/// <summary>The mark that <see cref="ISessionStorage.TerminateAllAsync"/> leaves on a user.</summary>
public static class EndedBeforeMark
{
    /// <summary>
    /// How long a mark outlives the retention of sessions: no sign-in is under way for longer.
    /// </summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromDays(1);
}
