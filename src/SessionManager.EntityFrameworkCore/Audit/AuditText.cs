using System.Diagnostics.CodeAnalysis;
using SessionManager.EntityFrameworkCore.Sessions;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>Makes any text one that every database stores, so that no event is lost for what a client sent.</summary>
internal static class AuditText
{
    /// <summary>Storable text, cut to so many UTF-16 units and never between the two of a pair.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text, int maximum = int.MaxValue)
    {
        if (text?.Length > maximum)
            text = text[..(char.IsSurrogatePair(text, maximum - 1) ? maximum - 1 : maximum)];
        return StorableText.Clean(text);
    }
}
