using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace SessionManager.Cli.Commands;

/// <summary>Options that several lists share.</summary>
internal static class Filters
{
    public static Option<int> Limit() =>
        new("--limit", "-n")
        {
            Description = "How many at most.",
            HelpName = "number",
            DefaultValueFactory = static _ => 50,
            Validators =
            {
                static result =>
                {
                    if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var limit) && limit > 0))
                        result.AddError("--limit is a number of 1 or more.");
                },
            },
        };

    public static Option<string?> After() =>
        new("--after") { Description = "Go on where the page before ended.", HelpName = "place" };

    public static Option<DateTimeOffset?> Since(string what) =>
        Moment("--since", $"Only {what} at this time or later.");

    public static Option<DateTimeOffset?> Until(string what) => Moment("--until", $"Only {what} before this time.");

    private static Option<DateTimeOffset?> Moment(string name, string description) =>
        new(name)
        {
            Description = description + " UTC, such as 2026-01-31 or 2026-01-31T12:00:00Z.",
            HelpName = "time",
            CustomParser = ReadMoment,
        };

    private static DateTimeOffset? ReadMoment(ArgumentResult result)
    {
        if (
            DateTimeOffset.TryParse(
                result.Tokens[0].Value,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
        {
            return time;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no time: such as 2026-01-31 or 2026-01-31T12:00:00Z.");
        return null;
    }
}
