using System.CommandLine;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Output;

namespace SessionManager.Cli.Running;

/// <summary>Opens the storage, runs a command, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class CommandRunner
{
    public static Option<bool> Json { get; } =
        new("--json") { Description = "Answer in JSON (snake_case, times in UTC).", Recursive = true };

    public static Option<bool> Yes { get; } =
        new("--yes", "-y") { Description = "Do not ask before what cannot be undone.", Recursive = true };

    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Log to standard error, and show the whole of an error.", Recursive = true };

    /// <summary>Gives a command its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does it, and says how it went by an exit code.</param>
    /// <param name="needs">What it needs of the storage.</param>
    public static Command Does(
        this Command command,
        Func<CommandRun, Task<int>> work,
        CommandNeeds needs = CommandNeeds.Sessions
    )
    {
        command.SetAction((parse, cancellationToken) => RunAsync(parse, work, needs, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse,
        Func<CommandRun, Task<int>> work,
        CommandNeeds needs,
        CancellationToken cancellationToken
    )
    {
        // Ctrl+C is caught from the first wait on, and SQLite never waits.
        await Task.Yield();
        var verbose = parse.GetValue(Verbose);
        var terminal = new Terminal(parse.GetValue(Json), parse.GetValue(Yes));
        IReadOnlyList<string> secrets = [];
        try
        {
            var target = TargetResolver.Resolve(parse);
            secrets = target.Secrets;
            var host = await StorageHost.OpenAsync(target, verbose, needs, cancellationToken).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
                return await work(new CommandRun(parse, terminal, host, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A command that is told to stop stops with whatever its driver makes of it.
            if (cancellationToken.IsCancellationRequested && exception is not CliException)
                exception = new OperationCanceledException(cancellationToken);
            var (exitCode, message) = Failures.Explain(exception);
            terminal.Remark(
                SafeText.Of(Hide(exitCode == ExitCodes.Interrupted ? message : $"error: {message}", secrets))
            );
            if (verbose && exitCode != ExitCodes.Interrupted)
                terminal.Remark(Hide(exception.ToString(), secrets));
            return exitCode;
        }
    }

    /// <summary>No driver is known to tell a password; this holds for those to come.</summary>
    private static string Hide(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }
}
