using System.Text.Json;

namespace SessionManager.Cli.Output;

/// <summary>Members of enumerations as the rest of SessionManager writes them: lower case, words apart by an underscore.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    /// <summary>Reads a word that is known to be one; null stands for none.</summary>
    public static T? Read<T>(string? word)
        where T : struct, Enum =>
        word is null
            ? null
            : Enum.GetValues<T>().First(value => string.Equals(Of(value), word, StringComparison.Ordinal));
}
