using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Output;

/// <summary>
/// What a command talks through: answers go to standard output, as tables or as JSON, and everything else (progress,
/// questions, remarks) to standard error, so that a pipe carries the answer alone.
/// </summary>
internal sealed class Terminal(bool json, bool yes)
{
    /// <summary>Wide enough that no line of a table is broken: whoever pipes it wants a row on a line.</summary>
    private const int PipeWidth = 4096;

    public IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    public bool IsJson => json;

    /// <summary>Whether lines that are written over one another are seen as such.</summary>
    public bool ShowsProgress { get; } = !Console.IsErrorRedirected;

    public bool ShowsLive => !json && !Console.IsOutputRedirected;

    private static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Writes the answer of a command.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="form">How it is written as JSON: on several lines, or with <paramref name="onOneLine"/> on one.</param>
    /// <param name="forPeople">Writes it for people.</param>
    /// <param name="onOneLine">For answers that follow each other.</param>
    public void Answer<T>(
        T answer,
        Func<CliJson, JsonTypeInfo<T>> form,
        Action<IAnsiConsole> forPeople,
        bool onOneLine = false
    )
    {
        if (json)
            Console.Out.WriteLine(
                JsonSerializer.Serialize(answer, form(onOneLine ? CliJson.Default : CliJson.Indented))
            );
        else
            forPeople(Out);
    }

    /// <summary>Says something beside the answer.</summary>
    public void Remark(string text) => Error.WriteLine(text);

    /// <summary>Lets a person say yes to what cannot be undone.</summary>
    /// <exception cref="CliException">They did not, or there is nobody to ask.</exception>
    public async Task ConfirmAsync(string question, CancellationToken cancellationToken)
    {
        if (yes)
            return;
        if (!CanAsk)
            throw new CliException(ExitCodes.Unconfirmed, $"{question} Nobody is there to ask: add --yes.");
        var prompt = new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false };
        if (!await prompt.ShowAsync(Error, cancellationToken).ConfigureAwait(false))
            throw new CliException(ExitCodes.Unconfirmed, "Nothing was done.");
    }

    /// <summary>Reads a secret from standard input: piped, or typed without being shown.</summary>
    public async Task<string> ReadSecretAsync(string prompt, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
            return await Console.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
        // Asked on standard output where nobody sees standard error: a terminal would show what is typed unasked.
        var console = Console.IsErrorRedirected ? Out : Error;
        if (!console.Profile.Capabilities.Interactive)
            throw new CliException(ExitCodes.Usage, "Nobody can be asked for a secret here: pipe it into the command.");
        var question = new TextPrompt<string>(Markup.Escape(prompt))
        {
            IsSecret = true,
            Mask = null,
            AllowEmpty = true,
        };
        // The first look for a key has the terminal show nothing more. After the question, what is pasted at once would be seen.
        _ = Console.KeyAvailable;
        return await question.ShowAsync(console, cancellationToken).ConfigureAwait(false);
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            }
        );
        if (isRedirected)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
