using System.Security.Cryptography;
using SessionManager.Storage.Caching;

namespace SessionManager.Redis.ChangeFeed;

/// <summary>
/// What goes over the channel: changes in their text form, a line each, as scripts of the storage publish them too; or
/// the heartbeat of one node, which others pass over.
/// </summary>
internal static class ChangeFeedText
{
    private const char LineFeed = '\n';

    // No change begins with it.
    private const char HeartbeatMark = 'h';

    // Far below what a client or server would refuse.
    private const int LinesPerMessage = 1000;

    public static IEnumerable<string> Write(IReadOnlyList<SessionChange> changes) =>
        changes.Chunk(LinesPerMessage).Select(static chunk => string.Join(LineFeed, chunk));

    /// <summary>A heartbeat that nobody else sends.</summary>
    public static string NewHeartbeat() => HeartbeatMark + RandomNumberGenerator.GetHexString(32);

    public static bool IsHeartbeat(string message) => message.StartsWith(HeartbeatMark);

    /// <summary>Tells of each change; false when some of the message is none.</summary>
    public static bool Read(string message, Action<SessionChange> onChange)
    {
        var isWhole = true;
        foreach (var line in message.AsSpan().Split(LineFeed))
        {
            if (SessionChange.TryParse(message.AsSpan()[line], out var change))
                onChange(change);
            else
                isWhole = false;
        }

        return isWhole;
    }
}
