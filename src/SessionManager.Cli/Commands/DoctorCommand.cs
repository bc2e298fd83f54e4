using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Looks whether all is set up as it should be, and says what to do where it is not.</summary>
internal static class DoctorCommand
{
    public static Command Create() =>
        new Command("doctor", "Checks connection, tables, policy, clocks and the settings of Redis.").Does(
            RunAsync,
            CommandNeeds.Audit
        );

    private static async Task<int> RunAsync(CommandRun run)
    {
        var checks = new Diagnosis(run);
        await checks.RunAsync().ConfigureAwait(false);
        run.Terminal.Answer(
            new DoctorAnswer(checks.ExitCode == ExitCodes.Done, checks.Findings),
            static json => json.DoctorAnswer,
            console =>
            {
                var table = Tables.Create("CHECK", "RESULT", "FOUND");
                table.Columns[2].NoWrap = false;
                foreach (var finding in checks.Findings)
                    Tables.Add(table, finding.Check, finding.Result, finding.Message);
                console.Write(table);
            }
        );
        return checks.ExitCode;
    }
}
