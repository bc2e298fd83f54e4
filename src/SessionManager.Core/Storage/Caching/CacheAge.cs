using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>How old a copy may get, by the steady clock and by the other.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheAge(long InTimestamps, long InUtcTicks)
{
    private const int Parts = 1024;
    private const int Spread = Parts / 8;

    public static CacheAge Of(TimeSpan age, TimeProvider time) =>
        new((long)(age.TotalSeconds * time.TimestampFrequency), age.Ticks);

    /// <summary>
    /// Up to an eighth less, by the id: copies that were filled together are not all read again in one moment.
    /// </summary>
    public CacheAge For(SessionId id)
    {
        var parts = Parts - ((id.GetHashCode() >> 16) & (Spread - 1));
        return new(Part(InTimestamps, parts), Part(InUtcTicks, parts));
    }

    private static long Part(long whole, int parts) => (long)((double)whole * parts / Parts);
}
