namespace SessionManager.Redis.Storage;

/// <summary>How sessions are kept in Redis.</summary>
public sealed class RedisSessionStorageOptions
{
    /// <summary>
    /// What all keys begin with, so that several applications share one Redis. 1 to 64 characters, without braces,
    /// spaces and control characters: braces would move keys to other slots of a cluster.
    /// </summary>
    /// <value>Default <c>sm</c>.</value>
    public string KeyPrefix { get; set; } = "sm";

    /// <summary>
    /// The database of the server. A cluster has only 0.
    /// </summary>
    /// <value>Default -1: the one that the connection was configured with.</value>
    public int Database { get; set; } = -1;

    /// <summary>
    /// Whether each ending and rotation is announced on the channel <c>{KeyPrefix}:changes</c> in the same step, for nodes
    /// that keep sessions in their process. Costs a message nobody may listen to.
    /// </summary>
    /// <value>Default true.</value>
    public bool AnnounceChanges { get; set; } = true;

    /// <summary>
    /// For about how many sessions it is remembered how they were last read, so that one that has not changed since is
    /// not parsed again. Each look-up still asks Redis. About 2 KB each; up to 1,048,576; zero turns it off.
    /// </summary>
    /// <value>Default 16,384.</value>
    public int RememberedRecords { get; set; } = 16_384;

    /// <summary>
    /// How long Redis keeps a session behind its end as long as no cleanup deletes it: an upper bound, by the clock of
    /// Redis, for hosts whose cleanup stopped.
    /// </summary>
    /// <value>
    /// Default null: a day longer than <c>SessionManagerOptions.Cleanup</c> keeps it, and for ever where that never
    /// deletes.
    /// </value>
    public TimeSpan? KeepEndedFor { get; set; }
}
