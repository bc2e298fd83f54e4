namespace SessionManager.Storage.Caching;

/// <summary>
/// How much of what is stored a process keeps at hand: in code, or by the configuration section
/// <c>SessionManager:Cache</c>. Read once at start and validated then.
/// </summary>
public sealed class SessionCacheOptions
{
    /// <summary>How many sessions are kept at most. From 1 to 10,000,000.</summary>
    /// <value>Default 100,000.</value>
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>
    /// How long after it was read a session is used without asking the storage. It is the longest time for which this
    /// process can go on letting in a session that ended elsewhere: with a change feed, when an announcement was lost;
    /// without one, always. More than zero and at most 5 minutes.
    /// </summary>
    /// <remarks>
    /// A session in use is read again behind the requests when three quarters of this have passed, together with others,
    /// so that requests hardly ever wait for the storage. One that is not in use grows old: up to an eighth earlier, by
    /// its id, so that those read together part company.
    /// </remarks>
    /// <value>Default 5 seconds.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(5);
}
