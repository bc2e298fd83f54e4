namespace SessionManager.Sessions;

/// <summary>
/// A point in time as UTC ticks, cut to the microsecond: half the size of a <see cref="DateTimeOffset"/>, and the
/// finest step that every storage keeps, so that a time reads back as it was written.
/// </summary>
internal static class Instant
{
    public static long ToTicks(DateTimeOffset time)
    {
        var ticks = time.UtcTicks;
        return ticks - (ticks % TimeSpan.TicksPerMicrosecond);
    }

    public static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset Cut(DateTimeOffset time) => ToTime(ToTicks(time));

    /// <summary>Adds without running past the end of time.</summary>
    public static DateTimeOffset Add(DateTimeOffset time, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + span;
}
