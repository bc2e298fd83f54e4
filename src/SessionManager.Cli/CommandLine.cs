using System.CommandLine;
using System.CommandLine.Invocation;
using SessionManager.Cli.Commands;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli;

/// <summary>The commands and their options, and how the program ends.</summary>
internal static class CommandLine
{
    /// <summary>How long a command that was told to stop may take: one batch of a cleanup, generously.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parse = Create().Parse(arguments);
        if (parse.Action is ParseErrorAction)
        {
            await Console.Error.WriteLineAsync("error: " + SafeText.Of(Explain(parse))).ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await parse
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Farewell })
            .ConfigureAwait(false);
    }

    private static string Explain(ParseResult parse)
    {
        // What stands there is most likely a token, and is not to be repeated.
        if (parse.CommandResult.Command.Name == ValidateCommand.Name && parse.UnmatchedTokens.Count > 0)
            return "'validate' takes no argument: the token is read from standard input.";
        return string.Join(' ', parse.Errors.Select(static error => error.Message).Distinct(StringComparer.Ordinal))
            + " See 'session-manager --help'.";
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Sessions on PostgreSQL, SQLite and Redis: list, validate, end, clean up, audit.");
        foreach (var option in ConnectionOptions.All)
            root.Options.Add(option);
        root.Options.Add(CommandRunner.Json);
        root.Options.Add(CommandRunner.Yes);
        root.Options.Add(CommandRunner.Verbose);
        root.Subcommands.Add(ListCommand.Create());
        root.Subcommands.Add(ShowCommand.Create());
        root.Subcommands.Add(ValidateCommand.Create());
        root.Subcommands.Add(RevokeCommand.Create());
        root.Subcommands.Add(InvalidateCommand.Create());
        root.Subcommands.Add(EraseCommand.Create());
        root.Subcommands.Add(CleanupCommand.Create());
        root.Subcommands.Add(StatsCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(SchemaCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        return root;
    }
}
