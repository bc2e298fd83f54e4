using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>A copy of a stored session. All but the record is of the moment when its last reading began.</summary>
internal sealed class CachedSession
{
    private long _timestamp;
    private long _ripeAtTimestamp;
    private long _oldAtTimestamp;
    private long _oldAtUtcTicks;
    private int _claimed;
    private bool _renewed;

    public CachedSession(SessionRecord record, in CacheFill fill, in CacheAge maxAge)
    {
        Record = record;
        Session = record.Session;
        Stamp = fill.Stamp;
        _timestamp = fill.Timestamp;
        Date(in fill, in maxAge);
    }

    public SessionRecord Record { get; }

    /// <summary>That of the record: found here, both are waited for at once where they are not in the processor's cache.</summary>
    public UserSession Session { get; }

    public int Stamp { get; }

    public long Timestamp => Volatile.Read(ref _timestamp);

    /// <summary>Whether it should be read again by whoever asks first; nobody else is told so.</summary>
    public bool TryClaimRefresh(long timestamp) =>
        timestamp >= _ripeAtTimestamp && _claimed == 0 && Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>
    /// Age goes by both clocks: the steady one stands still while the machine is asleep, the other may be set back.
    /// </summary>
    public bool IsOld(long timestamp, long utcTicks) =>
        timestamp >= Volatile.Read(ref _oldAtTimestamp) || utcTicks >= Volatile.Read(ref _oldAtUtcTicks);

    /// <summary>
    /// Takes a later reading that found the same: the copy stays where it is, and is as young as that reading. False when
    /// the reading found something else, or something was said to be out of date between the two.
    /// </summary>
    /// <remarks>
    /// Who looks meanwhile sees each of the limits of this reading or of the one before, and both are good for the record:
    /// so the limits need no lock between them.
    /// </remarks>
    public bool TryRenew(SessionRecord found, in CacheFill fill, in CacheAge maxAge)
    {
        if (fill.Stamp != Stamp || !IsTheSame(found))
            return false;
        for (var known = Timestamp; fill.Timestamp > known; known = Timestamp)
        {
            if (Interlocked.CompareExchange(ref _timestamp, fill.Timestamp, known) != known)
                continue;
            Date(in fill, in maxAge);
            break;
        }

        _renewed = true;
        return true;
    }

    /// <summary>Whether it was renewed since this was last asked.</summary>
    public bool TakeRenewed()
    {
        var renewed = _renewed;
        _renewed = false;
        return renewed;
    }

    /// <summary>
    /// The version does not tell by itself: a database that fell back to a copy of itself may have counted other writes.
    /// What cannot be compared counts as different, which costs no more than another copy.
    /// </summary>
    private bool IsTheSame(SessionRecord found)
    {
        if (found.Version != Record.Version || found.SecretHash != Record.SecretHash)
            return false;
        var session = found.Session;
        if (
            !session.Roles.SequenceEqual(Session.Roles)
            || !session.Permissions.SequenceEqual(Session.Permissions)
            || !session.AuthenticationMethods.SequenceEqual(Session.AuthenticationMethods)
        )
            return false;
        // Lists are equal only to themselves; everything else in a record goes by its content.
        return Record
            == found with
            {
                Session = session with
                {
                    Roles = Session.Roles,
                    Permissions = Session.Permissions,
                    AuthenticationMethods = Session.AuthenticationMethods,
                },
            };
    }

    private void Date(in CacheFill fill, in CacheAge maxAge)
    {
        Volatile.Write(ref _ripeAtTimestamp, fill.Timestamp + (maxAge.InTimestamps / 4 * 3));
        Volatile.Write(ref _oldAtTimestamp, fill.Timestamp + maxAge.InTimestamps);
        Volatile.Write(ref _oldAtUtcTicks, fill.UtcTicks + maxAge.InUtcTicks);
        // Last: a claim of before is for the limits of before.
        Volatile.Write(ref _claimed, 0);
    }
}
