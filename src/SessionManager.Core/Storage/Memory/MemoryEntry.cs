using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>
/// One stored session: the record of now, and where the indexes have it. The record is read without a lock and
/// written under the lock of <see cref="User"/>.
/// </summary>
internal sealed class MemoryEntry(MemoryUser user, SessionRecord record)
{
    private volatile SessionRecord _record = record;
    private UserSession _session = record.Session;

    public MemoryUser User { get; } = user;

    public SessionRecord Record
    {
        get => _record;
        set
        {
            _session = value.Session;
            _record = value;
        }
    }

    /// <summary>
    /// The session of the record, or for a moment that of the one before: only for <see cref="SessionRecord.Prefetch"/>, so that
    /// the session is waited for together with the record that names it.
    /// </summary>
    public UserSession Near => _session;

    /// <summary>Set when this has left the storage: whoever waited for the lock must let it be. Guarded by the user's lock.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Where <see cref="DueHeap"/> has this entry; -1 for nowhere. Guarded by the heap's lock.</summary>
    public int HeapIndex { get; set; } = -1;
}
