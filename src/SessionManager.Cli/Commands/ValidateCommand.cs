using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.Management;

namespace SessionManager.Cli.Commands;

/// <summary>
/// Says whose session a token is. The token comes from standard input only: an argument would stand in the list of
/// processes and in the shell's history.
/// </summary>
internal static class ValidateCommand
{
    public const string Name = "validate";

    public static Command Create() =>
        new Command(Name, "Says whether a token is good. It is read from standard input.").Does(RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        var token = await run.Terminal.ReadSecretAsync("Token (it is not shown):", run.Cancelled).ConfigureAwait(false);
        // Passive: a look from outside does not keep a session alive.
        var verdict = await run
            .Host.Sessions.ValidateAsync(token.Trim(), new SessionAccess { IsPassive = true }, run.Cancelled)
            .ConfigureAwait(false);
        var view = verdict.Session is { } session ? SessionView.Of(session, run.Now) : null;
        run.Terminal.Answer(
            new ValidateAnswer(verdict.IsValid, Words.Of(verdict.Reason), view),
            static json => json.ValidateAnswer,
            console =>
            {
                if (view is null)
                {
                    console.WriteLine($"refused: {Explain(verdict.Reason)}");
                    return;
                }

                console.WriteLine("valid");
                console.Write(ShowCommand.Grid(verdict.Session!, view));
            }
        );
        return verdict.IsValid ? ExitCodes.Done : ExitCodes.No;
    }

    private static string Explain(SessionVerdictReason reason) =>
        reason switch
        {
            SessionVerdictReason.Missing => "nothing came from standard input",
            SessionVerdictReason.Malformed =>
                "this has not the form of a session token (access tokens are not read here)",
            SessionVerdictReason.Unknown => "there is no such session",
            SessionVerdictReason.Rejected => "the session exists, but this is not its secret",
            SessionVerdictReason.Retired => "this token was replaced by a newer one",
            SessionVerdictReason.Expired => "the session's time ran out",
            SessionVerdictReason.Terminated => "the session was ended",
            SessionVerdictReason.Unreadable => "what is stored of the session cannot be read",
            _ => Words.Of(reason),
        };
}
