using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace SessionManager.Dashboard.Admin;

/// <summary>Reads what stands in an address. Nothing is as good as nothing written.</summary>
internal static class AdminText
{
    private const int Longest = 256;

    /// <summary>A text without the blanks around it; null when there is none.</summary>
    public static string? Of(StringValues value)
    {
        var text = value.ToString().Trim();
        return text.Length is 0 ? null : text[..Math.Min(text.Length, Longest)];
    }

    /// <summary>A moment; false when there is a text that is none.</summary>
    public static bool TryMoment(StringValues value, out DateTimeOffset? moment)
    {
        moment = null;
        if (Of(value) is not { } text)
            return true;
        if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var read
            )
        )
        {
            return false;
        }

        moment = read;
        return true;
    }

    /// <summary>A whole number within bounds; false when there is a text that is none.</summary>
    public static bool TryNumber(StringValues value, int least, int most, ref int number)
    {
        if (Of(value) is not { } text)
            return true;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= least
            && number <= most;
    }
}
