using System.CommandLine;
using SessionManager.Cli.Databases;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;
using SessionManager.DependencyInjection;
using SessionManager.Management;

namespace SessionManager.Cli.Commands;

/// <summary>
/// Marks sessions whose time ran out and deletes old history, batch by batch: told to stop, it finishes the batch it is
/// at, and the next run goes on from there.
/// </summary>
internal static class CleanupCommand
{
    private static readonly Argument<double?> Hours = new("hours")
    {
        Description = "Delete sessions that ended more than so many hours ago (default: the configured retention).",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Numbers.Real(0, 876_000, "Hours are a number from 0 to 876000."),
    };

    private static readonly Option<bool> MarkOnly = new("--mark-only")
    {
        Description = "Mark sessions whose time ran out, and delete nothing.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only say what would be done. PostgreSQL and SQLite.",
    };

    private static readonly Option<int?> Batch = new("--batch")
    {
        Description = "How many sessions one step covers (default: the configured number, 1000).",
        HelpName = "number",
        CustomParser = Numbers.Whole(1, 100_000, "--batch is a number from 1 to 100000."),
    };

    public static Command Create() =>
        new Command("cleanup", "Marks sessions whose time ran out and deletes old history.")
        {
            Hours,
            MarkOnly,
            DryRun,
            Batch,
        }.Does(RunAsync, CommandNeeds.Audit);

    private static async Task<int> RunAsync(CommandRun run)
    {
        if (run.Get(MarkOnly) && run.Get(Hours) is not null)
            throw CliException.Usage("--mark-only deletes nothing: leave the hours out.");
        var keep = Retention(run);
        if (run.Get(DryRun))
            return await ForecastAsync(run, keep).ConfigureAwait(false);
        await run
            .Terminal.ConfirmAsync(
                keep is { } kept
                    ? $"Delete the history of sessions that ended more than {Times.Of(kept)} ago?"
                    : "Mark sessions whose time ran out?",
                run.Cancelled
            )
            .ConfigureAwait(false);
        if (run.Get(Batch) is { } batch)
            run.Host.Options.Cleanup.BatchSize = batch;
        var progress = new CleanupProgress(run.Terminal, run.Time);
        SessionCleanupResult result;
        int? total = null;
        if (run.Terminal.ShowsProgress && run.Target.IsDatabase)
        {
            var forecast = await CountAsync(run, keep).ConfigureAwait(false);
            total = forecast.Expired + forecast.Purged;
        }

        try
        {
            result = await progress
                .WatchAsync(
                    total,
                    () => run.Host.Sessions.CleanUpAsync(keep ?? TimeSpan.MaxValue, progress, run.Cancelled).AsTask()
                )
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Cancelled.IsCancellationRequested)
        {
            throw new CliException(
                ExitCodes.Interrupted,
                $"Interrupted after marking {Times.Count(progress.Last.Expired)} and deleting {Times.Count(progress.Last.Purged)}. "
                    + "What was done stays done; the same command goes on from here."
            );
        }

        Answer(run, new CleanupAnswer(result.Expired, result.Purged, DryRun: false));
        return ExitCodes.Done;
    }

    private static async Task<int> ForecastAsync(CommandRun run, TimeSpan? keep)
    {
        if (!run.Target.IsDatabase)
            throw CliException.Usage(
                "Redis cannot count what a cleanup would do without doing it: --dry-run is for databases."
            );
        var forecast = await CountAsync(run, keep).ConfigureAwait(false);
        Answer(run, new CleanupAnswer(forecast.Expired, forecast.Purged, DryRun: true));
        return ExitCodes.Done;
    }

    private static async Task<CleanupForecast> CountAsync(CommandRun run, TimeSpan? keep)
    {
        var context = await run.Host.Database.OpenAsync(run.Cancelled).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            return await CleanupForecast
                .OfAsync(context, run.Now.UtcDateTime, keep, run.Cancelled)
                .ConfigureAwait(false);
        }
    }

    private static void Answer(CommandRun run, CleanupAnswer answer) =>
        run.Terminal.Answer(
            answer,
            static json => json.CleanupAnswer,
            console =>
                console.WriteLine(
                    answer.DryRun
                        ? $"Would mark {Times.Count(answer.Expired)} session(s) as expired and delete {Times.Count(answer.Deleted)}."
                        : $"Marked {Times.Count(answer.Expired)} session(s) as expired and deleted {Times.Count(answer.Deleted)}."
                )
        );

    /// <summary>How long ended sessions are kept; null for ever.</summary>
    private static TimeSpan? Retention(CommandRun run)
    {
        if (run.Get(MarkOnly))
            return null;
        if (run.Get(Hours) is { } hours)
            return TimeSpan.FromHours(hours);
        var cleanup = run.Host.Options.Cleanup;
        return cleanup.Mode switch
        {
            SessionCleanupMode.Mark => null,
            SessionCleanupMode.Delete => TimeSpan.Zero,
            _ => cleanup.Retention,
        };
    }
}
