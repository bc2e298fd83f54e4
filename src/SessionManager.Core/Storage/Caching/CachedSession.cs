namespace SessionManager.Storage.Caching;

/// <summary>A copy of a stored session. All but the record is of the moment when its reading began.</summary>
internal sealed class CachedSession(SessionRecord record, in CacheFill fill, in CacheAge maxAge)
{
    public SessionRecord Record { get; } = record;

    public int Stamp { get; } = fill.Stamp;

    public long Timestamp { get; } = fill.Timestamp;

    private readonly long _oldAtTimestamp = fill.Timestamp + maxAge.InTimestamps;
    private readonly long _oldAtUtcTicks = fill.UtcTicks + maxAge.InUtcTicks;

    /// <summary>
    /// Age goes by both clocks: the steady one stands still while the machine is asleep, the other may be set back.
    /// </summary>
    public bool IsOld(long timestamp, long utcTicks) => timestamp >= _oldAtTimestamp || utcTicks >= _oldAtUtcTicks;
}
