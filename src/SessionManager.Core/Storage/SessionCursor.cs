using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage;

/// <summary>
/// A place in a list that is ordered by activity: the last session of a page. It stays right when sessions come, go or
/// move while a reader turns pages (a session used meanwhile may be seen again or be passed over).
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionCursor
{
    /// <summary>The place behind this session.</summary>
    public SessionCursor(DateTimeOffset lastActivityAt, SessionId id)
    {
        LastActivityAt = Instant.Cut(lastActivityAt);
        Id = id;
    }

    /// <summary>The activity of the session before.</summary>
    public DateTimeOffset LastActivityAt { get; }

    /// <summary>The id of the session before.</summary>
    public SessionId Id { get; }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionCursor cursor)
    {
        cursor = default;
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (
            text is null
            || dot < 1
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.Ticks
            || !SessionId.TryParse(text.AsSpan(dot + 1), out var id)
        )
        {
            return false;
        }

        cursor = new SessionCursor(Instant.ToTime(ticks), id);
        return true;
    }

    /// <summary>A text that is safe in a URL.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LastActivityAt.UtcTicks}.{Id}");
}
