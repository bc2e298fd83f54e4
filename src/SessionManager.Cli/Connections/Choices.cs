using System.CommandLine;
using System.CommandLine.Parsing;

namespace SessionManager.Cli.Connections;

/// <summary>
/// Takes one of a few words and nothing else. The library's own check writes each word on a line of its own, and an
/// error here is one line.
/// </summary>
internal static class Choices
{
    public static void TakeOneOf(this Option<string?> option, params string[] words)
    {
        option.Validators.Add(result => Check(result, option.Name, words));
        option.CompletionSources.Add(words);
    }

    public static void TakeOneOf(this Argument<string> argument, params string[] words)
    {
        argument.Validators.Add(result => Check(result, $"<{argument.Name}>", words));
        argument.CompletionSources.Add(words);
    }

    private static void Check(SymbolResult result, string name, string[] words)
    {
        foreach (var token in result.Tokens)
        {
            if (!words.Contains(token.Value, StringComparer.Ordinal))
                result.AddError($"'{token.Value}' is none of what {name} takes: {string.Join(", ", words)}.");
        }
    }
}
