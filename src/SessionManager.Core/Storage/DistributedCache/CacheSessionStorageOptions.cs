namespace SessionManager.Storage.DistributedCache;

/// <summary>How sessions lie in an <c>IDistributedCache</c>. Validated when the host starts.</summary>
public sealed class CacheSessionStorageOptions
{
    /// <summary>
    /// What every key begins with, so that applications that share a cache do not meet. 1 to 64 letters, digits,
    /// <c>.</c>, <c>_</c>, <c>-</c> or <c>:</c>, which every cache takes in a key.
    /// </summary>
    /// <value>Default <c>sm</c>.</value>
    public string KeyPrefix { get; set; } = "sm";

    /// <summary>
    /// How long a session that is over stays in the cache: for as long it is listed, and nothing late brings it back.
    /// 1 minute to 3650 days.
    /// </summary>
    /// <value>Default 1 hour.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many calls to the cache one operation has under way at once when it works on several sessions. A cache behind
    /// a pool of connections (a database) wants fewer than the pool has. 1 to 256.
    /// </summary>
    /// <value>Default 16.</value>
    public int MaxConcurrentCalls { get; set; } = 16;
}
