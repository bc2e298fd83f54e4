using System.Globalization;

namespace SessionManager.DependencyInjection;

/// <summary>
/// Reads the <c>SESSION_*</c> variables, which adapters read theirs with too: a duration as whole seconds or as
/// <c>[d.]hh:mm:ss</c>, a number as digits, a switch as <c>true</c> or <c>false</c>.
/// </summary>
/// <param name="read">Reads a variable by name; null when it is not set.</param>
public sealed class SessionVariables(Func<string, string?> read)
{
    /// <summary>Takes a duration if it is set.</summary>
    /// <exception cref="FormatException">It is set to something else.</exception>
    public void Duration(string name, Action<TimeSpan> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (Text(name) is not { } text)
            return;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            set(TimeSpan.FromSeconds(seconds));
        else if (TimeSpan.TryParseExact(text, ["c", "g"], CultureInfo.InvariantCulture, out var time))
            set(time);
        else
            throw Bad(name, "a number of seconds or a time such as 00:30:00");
    }

    /// <summary>Takes a whole number if it is set.</summary>
    /// <exception cref="FormatException">It is set to something else.</exception>
    public void Number(string name, Action<int> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (Text(name) is not { } text)
            return;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw Bad(name, "a whole number");
        set(number);
    }

    /// <summary>Takes a switch if it is set.</summary>
    /// <exception cref="FormatException">It is set to something else.</exception>
    public void Switch(string name, Action<bool> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (Text(name) is not { } text)
            return;
        if (!bool.TryParse(text, out var on))
            throw Bad(name, "true or false");
        set(on);
    }

    /// <summary>Takes a text if it is set.</summary>
    public string? Text(string name) => read(name) is { Length: > 0 } text ? text.Trim() : null;

    private static FormatException Bad(string name, string expected) => new($"The variable {name} must be {expected}.");
}
