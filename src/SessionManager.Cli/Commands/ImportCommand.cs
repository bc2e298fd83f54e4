using System.CommandLine;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Databases;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Copies sessions from a table of another shape, or from another database.</summary>
internal static class ImportCommand
{
    private static readonly Option<string?> From = new("--from")
    {
        Description = "The database to copy from (default: the one that is copied to; also SESSION_MANAGER_FROM).",
        HelpName = "connection",
    };

    private static readonly Option<string?> FromProvider = ConnectionOptions.Among(
        "--from-provider",
        "Its storage, where the connection does not say it.",
        ["postgresql", "sqlite"]
    );

    private static readonly Option<string?> FromShape = ConnectionOptions.Among(
        "--from-shape",
        "The shape of its session table.",
        TargetResolver.Shapes.Keys
    );

    private static readonly Option<string?> FromSchema = new("--from-schema")
    {
        Description = "PostgreSQL: the schema of its tables.",
        HelpName = "schema",
    };

    public static Command Create()
    {
        FromShape.Required = true;
        FromProvider.Recursive = FromShape.Recursive = false;
        return new Command("import", "Copies sessions from a table of another shape, or from another database.")
        {
            From,
            FromProvider,
            FromShape,
            FromSchema,
        }.Does(RunAsync);
    }

    private static async Task<int> RunAsync(CommandRun run)
    {
        if (!run.Target.IsDatabase)
            throw CliException.Usage("Sessions are copied into a database: Redis is not one.");
        var source = Source(run);
        if (IsSame(source, run.Target))
            throw CliException.Usage(
                "From and to are the same table: name another --from-shape, --from-schema or --from."
            );
        var problems = await TableCheck.FindProblemsAsync(run.Host, run.Cancelled).ConfigureAwait(false);
        if (problems.Count > 0)
            throw new CliException(
                ExitCodes.Schema,
                $"Where to copy to: {problems[0]} See 'session-manager schema verify'."
            );
        var from = await StorageHost
            .OpenAsync(source, verbose: false, CommandNeeds.Sessions, run.Cancelled)
            .ConfigureAwait(false);
        await using (from.ConfigureAwait(false))
        {
            problems = await TableCheck.FindProblemsAsync(from, run.Cancelled).ConfigureAwait(false);
            if (
                problems.FirstOrDefault(static text =>
                    text.StartsWith("The table", StringComparison.Ordinal)
                    || text.StartsWith("The column", StringComparison.Ordinal)
                ) is
                { } problem
            )
                throw new CliException(ExitCodes.Schema, $"Where to copy from: {problem}");
            await run
                .Terminal.ConfirmAsync(
                    $"Copy the sessions of {run.Get(FromShape)} on {source.ProviderName} into {run.Target.ProviderName}?",
                    run.Cancelled
                )
                .ConfigureAwait(false);
            var progress = new CountProgress(run.Terminal, run.Time, "session(s) seen");
            var import = new SessionImport(from.Database, run.Host.Database, progress);
            await progress.WatchAsync(() => import.RunAsync(run.Cancelled)).ConfigureAwait(false);
            run.Terminal.Answer(
                new ImportAnswer(import.Imported, import.Present, import.Marks),
                static json => json.ImportAnswer,
                console =>
                    console.WriteLine(
                        $"Copied {Times.Count(import.Imported)} session(s); {Times.Count(import.Present)} were there already. "
                            + $"{Times.Count(import.Marks)} mark(s) of ended users."
                    )
            );
        }

        return ExitCodes.Done;
    }

    private static StorageTarget Source(CommandRun run)
    {
        var named = run.Get(From) ?? run.Target.Configuration["SESSION_MANAGER_FROM"];
        var shape = run.Get(FromShape);
        var schema = run.Get(FromSchema);
        if (named is { Length: > 0 })
        {
            var source = TargetResolver.Build(run.Target.Configuration, named, run.Get(FromProvider), shape, schema);
            return source.IsDatabase
                ? source
                : throw CliException.Usage("Sessions are copied from a database: Redis is not one.");
        }

        return run.Target with
        {
            ConnectionString = ConnectionText
                .Read(run.Target.Provider, run.Target.ConnectionString, schema ?? run.Target.Schema)
                .Text,
            Shape = TargetResolver.Shapes[shape!],
            Schema = schema ?? run.Target.Schema,
            Cache = null,
        };
    }

    private static bool IsSame(StorageTarget from, StorageTarget to) =>
        from.Shape == to.Shape
        && from.Provider == to.Provider
        && string.Equals(from.ConnectionString, to.ConnectionString, StringComparison.Ordinal);
}
