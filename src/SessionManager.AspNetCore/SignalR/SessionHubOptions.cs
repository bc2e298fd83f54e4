namespace SessionManager.AspNetCore.SignalR;

/// <summary>How open hub connections are held to their sessions.</summary>
public sealed class SessionHubOptions
{
    /// <summary>
    /// How often the sessions of open connections are looked at, one reading each: so long may a connection that only
    /// listens outlive a session whose time ran out, or that ended on a host from which no change feed tells. 1 second to
    /// 1 hour.
    /// </summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(30);
}
