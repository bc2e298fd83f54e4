using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Sessions;

namespace SessionManager.Cli.Commands;

/// <summary>Ends one session, or several.</summary>
internal static class RevokeCommand
{
    private static readonly Argument<string[]> Ids = new("id")
    {
        Description = "The sessions, as 'list' shows them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Reason = ReasonOption();

    public static Command Create() =>
        new Command("revoke", "Ends one session, or several.") { Ids, Reason }.Does(RunAsync, CommandNeeds.Audit);

    /// <summary>Why a session is ended: kept with it.</summary>
    public static Option<string> ReasonOption() =>
        new("--reason")
        {
            Description = "Why, in up to 100 characters; it is kept with the session.",
            HelpName = "words",
            DefaultValueFactory = static _ => SessionEndReasons.AdminRevoked,
        };

    private static async Task<int> RunAsync(CommandRun run)
    {
        var ids = run.Get(Ids)!.Select(CommandRun.ReadId).Distinct().ToList();
        var reason = run.Get(Reason)!;
        if (ids.Count == 1)
            await RequireAsync(run, ids[0]).ConfigureAwait(false);
        await run
            .Terminal.ConfirmAsync(
                ids.Count == 1 ? $"End session {ids[0]}?" : $"End {ids.Count} sessions?",
                run.Cancelled
            )
            .ConfigureAwait(false);
        var ended = 0;
        foreach (var id in ids)
        {
            if (
                await run
                    .Host.Sessions.TerminateAsync(id, CommandRun.Operator, reason, run.Cancelled)
                    .ConfigureAwait(false)
            )
            {
                ended++;
            }
        }

        run.Terminal.Answer(
            new EndedAnswer(ended, CommandRun.Operator, reason, run.Host.HasAudit),
            static json => json.EndedAnswer,
            console =>
                console.WriteLine(
                    ended == ids.Count
                        ? $"Ended {Times.Count(ended)} session(s) as {CommandRun.Operator}."
                        : $"Ended {Times.Count(ended)} of {Times.Count(ids.Count)} session(s) as {CommandRun.Operator}; the rest was over already or is unknown."
                )
        );
        run.RemarkOnAudit();
        return ExitCodes.Done;
    }

    private static async Task RequireAsync(CommandRun run, SessionId id)
    {
        if (await run.Host.Sessions.GetAsync(id, run.Cancelled).ConfigureAwait(false) is null)
            throw CliException.NotFound($"There is no session {id}: it was never opened, or was deleted since.");
    }
}
