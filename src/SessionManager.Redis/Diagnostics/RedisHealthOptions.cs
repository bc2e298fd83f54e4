namespace SessionManager.Redis.Diagnostics;

/// <summary>When the health check of Redis complains.</summary>
public sealed class RedisHealthOptions
{
    /// <summary>
    /// How far the clocks of this host and of a Redis may be apart. Sessions end by the host's clock, and what Redis
    /// deletes by itself goes by its own.
    /// </summary>
    /// <value>Default 5 seconds. Above zero.</value>
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether Redis may drop keys when its memory is full: it may where it only holds copies of what a database keeps
    /// (<c>UseRedisCache</c>), and not where it is the storage.
    /// </summary>
    /// <value>Default false: any <c>maxmemory-policy</c> but <c>noeviction</c> is complained about.</value>
    public bool AllowEviction { get; set; }

    /// <summary>How long Redis may take to answer.</summary>
    /// <value>Default 2 seconds. From 10 milliseconds to 1 minute.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
