namespace SessionManager.EntityFrameworkCore.Tests.Storage;

/// <summary>Times as the manager passes them to a storage: UTC, cut to the microsecond.</summary>
internal static class Moments
{
    /// <summary>A fixed one, for tests that move time themselves.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Now
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            return new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        }
    }
}
