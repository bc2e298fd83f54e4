using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Deletes all that is kept of a user's sessions.</summary>
internal static class EraseCommand
{
    private static readonly Argument<string> User = new("user") { Description = "Whose sessions." };

    public static Command Create() =>
        new Command("erase", "Deletes all sessions of a user, live ones and history.") { User }.Does(
            RunAsync,
            CommandNeeds.Audit
        );

    private static async Task<int> RunAsync(CommandRun run)
    {
        var user = run.Get(User)!;
        await run
            .Terminal.ConfirmAsync(
                $"Delete all sessions of {SafeText.Of(user)} and their history? This cannot be undone.",
                run.Cancelled
            )
            .ConfigureAwait(false);
        var erased = await run
            .Host.Sessions.EraseUserAsync(user, CommandRun.Operator, run.Cancelled)
            .ConfigureAwait(false);
        run.Terminal.Answer(
            new ErasedAnswer(erased, CommandRun.Operator, run.Host.HasAudit),
            static json => json.ErasedAnswer,
            console =>
                console.WriteLine(
                    $"Deleted {Times.Count(erased)} session(s) of {SafeText.Of(user)} as {CommandRun.Operator}. The audit trail is as it was."
                )
        );
        return ExitCodes.Done;
    }
}
