namespace SessionManager.Dashboard.Tests.Browser;

/// <summary>Spans as a browser's clock takes them.</summary>
internal static class BrowserTime
{
    public static long Milliseconds(this TimeSpan span) => (long)span.TotalMilliseconds;
}
