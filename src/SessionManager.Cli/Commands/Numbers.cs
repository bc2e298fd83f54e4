using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SessionManager.Cli.Commands;

/// <summary>Reads numbers as they are written everywhere: with a point, and with nothing between the thousands.</summary>
internal static class Numbers
{
    /// <param name="least">The smallest that is taken.</param>
    /// <param name="most">The largest.</param>
    /// <param name="refusal">What is said of anything else.</param>
    public static Func<ArgumentResult, int?> Whole(int least, int most, string refusal) =>
        result => Read(result, NumberStyles.Integer, least, most, refusal);

    /// <param name="least">The smallest that is taken.</param>
    /// <param name="most">The largest.</param>
    /// <param name="refusal">What is said of anything else.</param>
    /// <param name="otherwise">What stands for none.</param>
    public static Func<ArgumentResult, double?> Real(
        double least,
        double most,
        string refusal,
        double? otherwise = null
    ) => result => result.Tokens.Count == 0 ? otherwise : Read(result, NumberStyles.Float, least, most, refusal);

    private static T? Read<T>(ArgumentResult result, NumberStyles style, T least, T most, string refusal)
        where T : struct, INumber<T>
    {
        if (result.Tokens is not [var token])
            return null;
        if (
            T.TryParse(token.Value, style, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        result.AddError(refusal);
        return null;
    }
}
