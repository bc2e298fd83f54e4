namespace SessionManager.Storage.Caching;

/// <summary>A copy of a stored session. All but the record is of the moment when its reading began.</summary>
internal sealed class CachedSession(SessionRecord record, in CacheFill fill)
{
    public SessionRecord Record { get; } = record;

    public int Stamp { get; } = fill.Stamp;

    public long Timestamp { get; } = fill.Timestamp;

    public long UtcTicks { get; } = fill.UtcTicks;
}
