namespace SessionManager.Redis.FastTier;

/// <summary>How copies of sessions are kept in Redis, in front of a durable storage.</summary>
public sealed class RedisCacheOptions
{
    /// <summary>
    /// What all keys begin with: the same on hosts that share their sessions, another on others. 1 to 64 characters,
    /// without braces, spaces and control characters.
    /// </summary>
    /// <value>Default <c>sm</c>.</value>
    public string KeyPrefix { get; set; } = "sm";

    /// <summary>The database of the server. A cluster has only 0.</summary>
    /// <value>Default -1: the one that the connection was configured with.</value>
    public int Database { get; set; } = -1;

    /// <summary>
    /// The longest time for which a copy is served before the durable storage is asked again. It also bounds what a
    /// failure leaves behind: see <see cref="SessionManager.Storage.Tiered.TieredSessionStorage"/>. More than zero, and at
    /// most a day.
    /// </summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(5);
}
