using System.Globalization;
using SessionManager.Management;
using SessionManager.Sessions;

namespace Demo;

/// <summary>Prints what happens.</summary>
internal static class Say
{
    public static void Title(string text) => Console.WriteLine($"\n{text}\n{new string('-', text.Length)}");

    public static void Line(string text) => Console.WriteLine($"  {text}");

    /// <summary>The beginning of an id: enough to tell a handful apart.</summary>
    public static string Short(SessionId id) => id.ToString()[..15] + "…";

    public static void Verdict(string what, SessionVerdict verdict) =>
        Line($"{what}: {(verdict.IsValid ? $"valid, it is {verdict.Session.UserId}" : $"refused ({verdict.Reason})")}");

    public static void List(string user, IReadOnlyList<UserSession> sessions, DateTimeOffset now)
    {
        Line($"sessions of {user}, newest activity first:");
        foreach (var session in sessions)
        {
            var end = session.Termination is { } over
                ? $"{over.Reason} by {over.By}"
                : $"until {Time(session.ExpiresAt)}";
            Line($"  {Short(session.Id)}  {session.StatusAt(now), -10}  {Device(session), -20}  {end}");
        }
    }

    public static void Details(UserSession session, DateTimeOffset now)
    {
        Line($"id             {session.Id}");
        Line($"user           {session.UserId}, roles {string.Join(", ", session.Roles)}");
        Line($"status         {session.StatusAt(now)}");
        Line($"device         {Device(session)} ({session.Device.Type}) at {session.IpAddress}");
        Line($"opened         {Time(session.CreatedAt)}, last used {Time(session.LastActivityAt)}");
        Line(
            $"ends           {Time(session.ExpiresAt)} if it is not used, {Time(session.AbsoluteExpiresAt)} at the latest"
        );
    }

    public static void Cleaned(string when, SessionCleanupResult result) =>
        Line($"{when}: {result.Expired} marked expired, {result.Purged} deleted");

    private static string Device(UserSession session) =>
        $"{session.Device.Browser ?? "something"} on {session.Device.OperatingSystem ?? "something"}";

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
