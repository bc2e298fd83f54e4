using System.Globalization;
using System.Text;

namespace SessionManager.Cli.Output;

/// <summary>
/// Makes stored text harmless on a terminal. User agents and names are what clients said, and rows can be written by
/// others: an escape sequence in one must not move the cursor, retitle the window or hide what stands beside it.
/// </summary>
internal static class SafeText
{
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            safe.Append((IsDangerous(rune) ? Rune.ReplacementChar : rune).ToString());
        return safe.ToString();
    }

    private static bool IsDangerous(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse;
}
