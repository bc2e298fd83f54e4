using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Sessions;

namespace SessionManager.Cli.Commands;

/// <summary>Ends all sessions of a user, and refuses sign-ins that were under way.</summary>
internal static class InvalidateCommand
{
    private static readonly Argument<string> User = new("user") { Description = "Whose sessions." };

    private static readonly Option<string?> Except = new("--except")
    {
        Description = "A session that stays.",
        HelpName = "id",
    };

    private static readonly Option<string> Reason = RevokeCommand.ReasonOption();

    public static Command Create() =>
        new Command("invalidate", "Ends all sessions of a user.") { User, Except, Reason }.Does(
            RunAsync,
            CommandNeeds.Audit
        );

    private static async Task<int> RunAsync(CommandRun run)
    {
        var user = run.Get(User)!;
        SessionId? except = run.Get(Except) is { } id ? CommandRun.ReadId(id) : null;
        var reason = run.Get(Reason)!;
        await run
            .Terminal.ConfirmAsync(
                $"End all sessions of {SafeText.Of(user)}{(except is null ? "" : " but one")}?",
                run.Cancelled
            )
            .ConfigureAwait(false);
        var ended = await run
            .Host.Sessions.TerminateAllAsync(user, CommandRun.Operator, reason, except, run.Cancelled)
            .ConfigureAwait(false);
        run.Terminal.Answer(
            new EndedAnswer(ended, CommandRun.Operator, reason, run.Host.HasAudit),
            static json => json.EndedAnswer,
            console =>
                console.WriteLine(
                    $"Ended {Times.Count(ended)} session(s) of {SafeText.Of(user)} as {CommandRun.Operator}."
                )
        );
        run.RemarkOnAudit();
        return ExitCodes.Done;
    }
}
