using System.Diagnostics.CodeAnalysis;

namespace SessionManager.EntityFrameworkCore.Sessions;

/// <summary>
/// Text as every database takes it: PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8 form. Both become
/// U+FFFD, as a browser shows them.
/// </summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (text is null || IsStorable(text))
            return text;
        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (char.IsHighSurrogate(clean[i]) && i + 1 < clean.Length && char.IsLowSurrogate(clean[i + 1]))
                i++;
            else if (clean[i] == '\0' || char.IsSurrogate(clean[i]))
                clean[i] = Replacement;
        }

        return new string(clean);
    }

    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return !text.Contains('\0');
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }
}
