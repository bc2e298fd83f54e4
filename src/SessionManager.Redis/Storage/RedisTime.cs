using System.Globalization;

namespace SessionManager.Redis.Storage;

/// <summary>
/// Times and spans as scripts compare them: microseconds (of a time, since 1970) in 18 digits. What is before 1970
/// counts as 1970.
/// </summary>
internal static class RedisTime
{
    public const int Width = 18;

    public static long Micros(DateTimeOffset time) =>
        Math.Max(0, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    public static string Text(DateTimeOffset time) => Text(Micros(time));

    public static string Text(TimeSpan span) => Text(Math.Max(0, span.Ticks / TimeSpan.TicksPerMicrosecond));

    public static DateTimeOffset Parse(ReadOnlySpan<byte> digits) =>
        DateTimeOffset.UnixEpoch.AddTicks(
            long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond
        );

    private static string Text(long micros) => micros.ToString("D18", CultureInfo.InvariantCulture);
}
