namespace SessionManager.Redis.ChangeFeed;

/// <summary>How nodes tell one another over Redis that sessions changed.</summary>
public sealed class RedisChangeFeedOptions
{
    /// <summary>
    /// What the channel's name begins with: <c>{KeyPrefix}:changes</c>. The same on every node, and the same as the
    /// storage's, which announces there too. 1 to 64 characters, without braces, spaces and control characters.
    /// </summary>
    /// <value>Default null: <c>RedisSessionStorageOptions.KeyPrefix</c>, which is <c>sm</c> by default.</value>
    public string? KeyPrefix { get; set; }

    /// <summary>
    /// How often a node announces something to itself, to see that announcements arrive, and how often it tries to
    /// connect again. Each of these goes to every node: with hundreds of them, take longer.
    /// </summary>
    /// <value>Default 1 second. From 10 milliseconds to 1 minute.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long such an announcement may take to come back. Without it the node counts as cut off: after the interval
    /// and this, at the latest.
    /// </summary>
    /// <value>Default 1 second. From 10 milliseconds to 1 minute.</value>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Redis may take to accept an announcement.</summary>
    /// <value>Default 1 second. From 10 milliseconds to 1 minute.</value>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(1);
}
