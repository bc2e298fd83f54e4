using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// That a session, or every session of a <see cref="SessionId.Partition"/>, is no longer what it was: ended, rotated,
/// given other roles. It holds no user id and nothing of the session: only where to forget.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionChange
{
    private const char SessionMark = 's';
    private const char PartitionMark = 'p';
    private const int PartitionLength = 4;

    private SessionChange(SessionId? id, string partition, DateTimeOffset at)
    {
        Id = id;
        Partition = partition;
        At = Instant.Cut(at);
    }

    /// <summary>The session; null when every session of the partition is meant.</summary>
    public SessionId? Id { get; }

    /// <summary>The partition of the user's session ids.</summary>
    public string Partition { get; }

    /// <summary>When the change was made, by the clock of the host that made it.</summary>
    public DateTimeOffset At { get; }

    /// <summary>A change of one session.</summary>
    public static SessionChange OfSession(SessionId id, DateTimeOffset at) => new(id, id.Partition, at);

    /// <summary>A change of every session of a user. Users who share the partition are forgotten along, which costs a look-up.</summary>
    public static SessionChange OfUser(string userId, DateTimeOffset at) =>
        new(null, SessionId.PartitionOf(userId), at);

    /// <summary>
    /// Reads the text form: <c>s</c>, the session id without its prefix, a dot and microseconds since 1970; or <c>p</c>,
    /// the partition, a dot and the same.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionChange change)
    {
        change = default;
        var dot = text.IndexOf('.');
        if (
            dot < 2
            || !long.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            || micros > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
        )
        {
            return false;
        }

        var at = DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
        var name = text[1..dot];
        if (text[0] == SessionMark && SessionId.TryParseBare(name, out var id))
            change = OfSession(id, at);
        else if (text[0] == PartitionMark && name.Length == PartitionLength)
            change = new SessionChange(null, name.ToString(), at);
        return change.Partition is not null;
    }

    /// <summary>The text form.</summary>
    [SuppressMessage("Design", "MA0076", Justification = "Numbers and base64url: the same in every culture.")]
    public override string ToString()
    {
        var micros = (At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return Id is { } id
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{SessionMark}{id.ToString().AsSpan(SessionId.Prefix.Length)}.{micros}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{PartitionMark}{Partition}.{micros}");
    }
}
