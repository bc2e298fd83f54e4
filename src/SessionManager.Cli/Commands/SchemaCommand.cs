using System.CommandLine;
using SessionManager.Cli.Databases;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Makes, removes and verifies the tables.</summary>
internal static class SchemaCommand
{
    public static Command Create() =>
        new("schema", "Makes, removes and verifies the tables.")
        {
            new Command("apply", "Makes the tables, or brings them up to date.").Does(ApplyAsync, CommandNeeds.Tables),
            new Command("rollback", "Drops the tables with all they hold.").Does(RollbackAsync),
            new Command("verify", "Compares the tables with what they should be.").Does(VerifyAsync),
        };

    private static async Task<int> ApplyAsync(CommandRun run)
    {
        var database = run.Host.Database;
        await DatabaseProvider.EnsureSchemaAsync(run.Target, run.Cancelled).ConfigureAwait(false);
        if (await TableCheck.HasForeignTablesAsync(database, run.Cancelled).ConfigureAwait(false))
        {
            throw CliException.Usage(
                "The session tables are there, and other migrations made them: bring them up to date with those. "
                    + "See 'session-manager schema verify'."
            );
        }

        var applied = await database.ApplyAsync(run.Cancelled).ConfigureAwait(false);
        run.Terminal.Answer(
            new SchemaAppliedAnswer(applied),
            static json => json.SchemaAppliedAnswer,
            console =>
                console.WriteLine(
                    applied.Count == 0 ? "Up to date: nothing was missing." : $"Applied: {string.Join(", ", applied)}."
                )
        );
        return ExitCodes.Done;
    }

    private static async Task<int> RollbackAsync(CommandRun run)
    {
        var database = run.Host.Database;
        if (!await TableCheck.HasOwnMigrationsAsync(database, run.Cancelled).ConfigureAwait(false))
        {
            throw CliException.NotFound(
                "There is nothing to undo: 'session-manager schema apply' did not make tables of this shape here."
            );
        }

        await run
            .Terminal.ConfirmAsync(
                $"Drop the session tables and the audit trail of this {run.Target.ProviderName} database with all they hold?",
                run.Cancelled
            )
            .ConfigureAwait(false);
        await database.RollbackAsync(run.Cancelled).ConfigureAwait(false);
        run.Terminal.Answer(
            new SchemaRolledBackAnswer(RolledBack: true),
            static json => json.SchemaRolledBackAnswer,
            static console => console.WriteLine("Rolled back: the tables are gone.")
        );
        return ExitCodes.Done;
    }

    private static async Task<int> VerifyAsync(CommandRun run)
    {
        var problems = await TableCheck.FindProblemsAsync(run.Host, run.Cancelled).ConfigureAwait(false);
        run.Terminal.Answer(
            new SchemaVerifiedAnswer(problems.Count == 0, problems),
            static json => json.SchemaVerifiedAnswer,
            console =>
            {
                if (problems.Count == 0)
                    console.WriteLine("The tables are as they should be.");
                foreach (var problem in problems)
                    console.WriteLine(SafeText.Of(problem));
            }
        );
        return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Schema;
    }
}
