using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SessionManager.Audit.Trail;

/// <summary>A place in the trail: the last event of a page. It stays right while events are written.</summary>
/// <param name="At">The time of the event before, in UTC.</param>
/// <param name="NodeId">The node of the event before.</param>
/// <param name="Sequence">The place of the event before in its chain.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionAuditCursor(DateTimeOffset At, string NodeId, long Sequence)
{
    /// <summary>The longest name of a node, in characters.</summary>
    public const int MaximumNodeIdLength = 64;

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionAuditCursor cursor)
    {
        cursor = default;
        // A node's name may have dots of its own, and stands last.
        var parts = text?.Split('.', 3);
        if (
            parts is not [var at, var sequence, { Length: > 0 and <= MaximumNodeIdLength } node]
            || !TryNumber(at, out var ticks)
            || ticks > DateTimeOffset.MaxValue.Ticks
            || !TryNumber(sequence, out var place)
            || node.AsSpan().ContainsAnyExceptInRange('!', '~')
        )
        {
            return false;
        }

        cursor = new SessionAuditCursor(new DateTimeOffset(ticks, TimeSpan.Zero), node, place);
        return true;
    }

    /// <summary>The text form; escape it in a URL.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Sequence}.{NodeId}");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
