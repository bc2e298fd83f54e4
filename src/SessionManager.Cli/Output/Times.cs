using System.Globalization;

namespace SessionManager.Cli.Output;

/// <summary>Moments and durations as text. All in UTC.</summary>
internal static class Times
{
    public static string Json(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Of(TimeSpan? time) =>
        time switch
        {
            null => "never",
            { TotalDays: >= 2 } days => string.Create(CultureInfo.InvariantCulture, $"{days.TotalDays:0.#} d"),
            { TotalHours: >= 2 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalHours:0.#} h"),
            { TotalMinutes: >= 2 } minutes => string.Create(
                CultureInfo.InvariantCulture,
                $"{minutes.TotalMinutes:0.#} min"
            ),
            { } seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds.TotalSeconds:0.#} s"),
        };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
