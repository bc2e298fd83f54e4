using SessionManager.Sessions;

namespace SessionManager.Redis.Tests.Storage;

/// <summary>Times of tests: ahead of the real clock, so that no server forgets a session meanwhile.</summary>
internal static class Moments
{
    public static DateTimeOffset Start { get; } = new(2040, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static SessionTermination Ending(double at) =>
        new()
        {
            At = At(at),
            By = "admin-1",
            Reason = SessionEndReasons.AdminRevoked,
        };
}
