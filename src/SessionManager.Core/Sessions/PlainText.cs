using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SessionManager.Sessions;

/// <summary>Makes text from outside safe to store, list and log: one line, no escapes, no direction marks, a bounded length.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> Ordinary = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    );

    /// <summary>The text with each dangerous character replaced by U+FFFD, cut to so many UTF-16 units.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text, int maximum = int.MaxValue)
    {
        if (text is null)
            return null;
        if (text.Length > maximum)
            text = text[..maximum];
        if (!text.AsSpan().ContainsAnyExcept(Ordinary))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append((IsDangerous(rune) ? Rune.ReplacementChar : rune).ToString());
        return clean.Length > maximum ? clean.ToString(0, maximum) : clean.ToString();
    }

    /// <summary>Whether there is nothing to clean.</summary>
    public static bool IsClean(string text) => string.Equals(Clean(text), text, StringComparison.Ordinal);

    private static bool IsDangerous(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse;
}
