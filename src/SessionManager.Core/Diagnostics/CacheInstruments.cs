using System.Diagnostics.Metrics;

namespace SessionManager.Diagnostics;

/// <summary>The instruments of the in-process cache and of the announcements that keep it honest.</summary>
internal sealed class CacheInstruments(Meter meter)
{
    public Counter<long> Hits { get; } =
        meter.CreateCounter<long>("session_manager.cache.hits", "{look-up}", "Tokens accepted by a copy.");

    public Counter<long> Misses { get; } =
        meter.CreateCounter<long>(
            "session_manager.cache.misses",
            "{look-up}",
            "Tokens for which the storage was asked: no copy, or none good enough."
        );

    public Counter<long> Bypasses { get; } =
        meter.CreateCounter<long>(
            "session_manager.cache.bypasses",
            "{look-up}",
            "Tokens for which the storage was asked because the change feed is down."
        );

    public Counter<long> DroppedFills { get; } =
        meter.CreateCounter<long>(
            "session_manager.cache.dropped_fills",
            "{fill}",
            "Readings not kept because the session changed while it was read."
        );

    public Counter<long> Invalidations { get; } =
        meter.CreateCounter<long>(
            "session_manager.cache.invalidations",
            "{invalidation}",
            "Times that copies were dropped: of a session, of a user, or all."
        );

    public Histogram<double> Staleness { get; } =
        meter.CreateHistogram<double>(
            "session_manager.cache.staleness",
            "s",
            "Age of an announced change when it arrived, by the clocks of both hosts."
        );

    public Counter<long> FailedAnnouncements { get; } =
        meter.CreateCounter<long>(
            "session_manager.changes.failures",
            "{failure}",
            "Changes of sessions that could not be announced to other processes."
        );

    /// <summary>Lets a listener ask how many copies are kept.</summary>
    public void Observe(Func<int> entries) =>
        meter.CreateObservableGauge("session_manager.cache.entries", entries, "{session}", "Copies that are kept.");
}
