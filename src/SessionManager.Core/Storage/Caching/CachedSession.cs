namespace SessionManager.Storage.Caching;

/// <summary>A copy of a stored session. All but the record is of the moment when its reading began.</summary>
internal sealed class CachedSession(SessionRecord record, in CacheFill fill, in CacheAge maxAge)
{
    public SessionRecord Record { get; } = record;

    public int Stamp { get; } = fill.Stamp;

    public long Timestamp { get; } = fill.Timestamp;

    private readonly long _ripeAtTimestamp = fill.Timestamp + (maxAge.InTimestamps / 4 * 3);
    private readonly long _oldAtTimestamp = fill.Timestamp + maxAge.InTimestamps;
    private readonly long _oldAtUtcTicks = fill.UtcTicks + maxAge.InUtcTicks;

    private int _claimed;

    /// <summary>Whether it should be read again by whoever asks first; nobody else is told so.</summary>
    public bool TryClaimRefresh(long timestamp) =>
        timestamp >= _ripeAtTimestamp && _claimed == 0 && Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>
    /// Age goes by both clocks: the steady one stands still while the machine is asleep, the other may be set back.
    /// </summary>
    public bool IsOld(long timestamp, long utcTicks) => timestamp >= _oldAtTimestamp || utcTicks >= _oldAtUtcTicks;
}
