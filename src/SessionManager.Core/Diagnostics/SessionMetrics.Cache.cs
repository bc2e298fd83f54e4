namespace SessionManager.Diagnostics;

internal sealed partial class SessionMetrics
{
    private readonly CacheInstruments _cache;

    public bool MeasuresStaleness => _cache.Staleness.Enabled;

    public void CacheHit() => _cache.Hits.Add(1);

    public void CacheMissed() => _cache.Misses.Add(1);

    public void CacheBypassed() => _cache.Bypasses.Add(1);

    public void CacheFillDropped() => _cache.DroppedFills.Add(1);

    public void CacheInvalidated() => _cache.Invalidations.Add(1);

    /// <summary>Clocks differ: what seems to come from the future is new.</summary>
    public void ChangeArrived(TimeSpan age) => _cache.Staleness.Record(Math.Max(0, age.TotalSeconds));

    public void AnnouncementFailed() => _cache.FailedAnnouncements.Add(1);

    public void ObserveCache(Func<int> entries) => _cache.Observe(entries);
}
