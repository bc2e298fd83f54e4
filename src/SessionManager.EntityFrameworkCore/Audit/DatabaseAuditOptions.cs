namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>How the audit trail is kept in the database. Read once, when the first event is written.</summary>
public sealed class DatabaseAuditOptions
{
    /// <summary>
    /// Names this process in the trail: each node writes a hash chain of its own, so nodes never wait for each other.
    /// Up to 64 printable ASCII characters without spaces.
    /// </summary>
    /// <value>
    /// Default null: the machine's name and random characters, so that every start of the process begins a new chain. A
    /// name that is set continues its chain after a restart, and must not be given to two processes that run at the same
    /// time: they would wait for each other at every write.
    /// </value>
    public string? NodeId { get; set; }

    /// <summary>
    /// A secret of at least 32 bytes that keys the hashes (HMAC-SHA256). Keep it outside the database.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Without a key the chain shows accidents and careless changes only: whoever can write the tables and knows this
    /// library can change a row and recompute every hash after it, and nobody can tell. With a key that needs the key.
    /// </para>
    /// <para>
    /// Neither shows that a whole chain and its record are gone, nor that rows and record were put back to what they
    /// were at an earlier time, say from a backup: compare the trail with a copy that is kept elsewhere.
    /// </para>
    /// <para>
    /// What was written under another key reads as altered. After a change of the key old chains can be verified only
    /// with the old one, and a fixed <see cref="NodeId"/> must change along with it.
    /// </para>
    /// </remarks>
    /// <value>Default null: SHA-256 without a key.</value>
#pragma warning disable CA1819 // an options class that binds from configuration, where this is base64
    public byte[]? Key { get; set; }
#pragma warning restore CA1819

    /// <summary>How long events are kept. Older ones are deleted about once an hour while the host runs.</summary>
    /// <value>Default null: for ever. From one hour up.</value>
    public TimeSpan? Retention { get; set; }
}
