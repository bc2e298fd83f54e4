using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>
/// What a storage keeps of one session: the session itself and the part that judges credentials. Immutable. Only the
/// library and its storages handle it; hosts see the <see cref="UserSession"/>.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The session.</summary>
    public required UserSession Session { get; init; }

    /// <summary>The SHA-256 of the current secret.</summary>
    public required SecretHash SecretHash { get; init; }

    /// <summary>The secret before the current one; null before the first rotation and after a rotation without grace.</summary>
    public ReplacedSecret? Replaced { get; init; }

    /// <summary>The code by which another device may get a session of its own; null when none was asked for.</summary>
    public SessionTransfer? Transfer { get; init; }

    /// <summary>
    /// Counts the writes: 1 when inserted, one more with every change of any kind, touches included. Set by the
    /// storage; what a caller puts here is ignored on insert.
    /// </summary>
    public long Version { get; init; } = 1;

    /// <summary>Only the id: hashes have no place in a log.</summary>
    public override string ToString() => $"SessionRecord {Session.Id} v{Version}";

    /// <summary>
    /// Has the processor fetch a record and its session while the secret is hashed: with many sessions neither is in its
    /// cache.
    /// </summary>
    internal static void Prefetch(SessionRecord record, UserSession session)
    {
        // What the two take up; one byte more or less is one wait more or less, and nothing else.
        const int sessionLength = 216;
        const int recordLength = 80;
        ProcessorCache.Prefetch(session, sessionLength);
        ProcessorCache.Prefetch(record, recordLength);
    }
}
