using System.CommandLine;
using SessionManager.Cli.Output;
using SessionManager.Cli.Running;

namespace SessionManager.Cli.Commands;

/// <summary>Counts sessions by state, once or again and again.</summary>
internal static class StatsCommand
{
    private static readonly Option<double?> Watch = new("--watch", "-w")
    {
        Description = "Again every so many seconds (default: 2), until Ctrl+C.",
        HelpName = "seconds",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Numbers.Real(0.1, 86_400, "--watch takes seconds, from 0.1 to 86400.", otherwise: 2),
    };

    public static Command Create() => new Command("stats", "Counts sessions by state.") { Watch }.Does(RunAsync);

    private static async Task<int> RunAsync(CommandRun run)
    {
        if (run.Get(Watch) is not { } seconds)
        {
            Answer(run, await CountAsync(run).ConfigureAwait(false));
            return ExitCodes.Done;
        }

        var interval = TimeSpan.FromSeconds(seconds);
        if (run.Terminal.ShowsLive)
        {
            await run
                .Terminal.Out.Live(new Text(""))
                .StartAsync(live =>
                    WatchAsync(
                        run,
                        interval,
                        counts =>
                        {
                            live.UpdateTarget(TableOf(counts));
                            live.Refresh();
                        }
                    )
                )
                .ConfigureAwait(false);
        }
        else
        {
            await WatchAsync(run, interval, counts => AnswerOnALine(run, counts)).ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }

    /// <summary>Until somebody ends it, which is how it is meant to end.</summary>
    private static async Task WatchAsync(CommandRun run, TimeSpan interval, Action<StatisticsAnswer> show)
    {
        try
        {
            while (true)
            {
                show(await CountAsync(run).ConfigureAwait(false));
                await Task.Delay(interval, run.Time, run.Cancelled).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (run.Cancelled.IsCancellationRequested) { }
    }

    private static async Task<StatisticsAnswer> CountAsync(CommandRun run)
    {
        var counts = await run.Host.Sessions.GetStatisticsAsync(run.Cancelled).ConfigureAwait(false);
        return new StatisticsAnswer(
            run.Now,
            counts.Active,
            counts.Idle,
            counts.Expired,
            counts.Terminated,
            counts.Live,
            counts.Total,
            counts.Users
        );
    }

    private static void Answer(CommandRun run, StatisticsAnswer counts) =>
        run.Terminal.Answer(counts, static json => json.StatisticsAnswer, console => console.Write(TableOf(counts)));

    private static void AnswerOnALine(CommandRun run, StatisticsAnswer counts) =>
        run.Terminal.Answer(
            counts,
            static json => json.StatisticsAnswer,
            console =>
                console.WriteLine(
                    $"{Times.Of(counts.At)} active {counts.Active} idle {counts.Idle} expired {counts.Expired} "
                        + $"terminated {counts.Terminated} users {counts.Users}"
                ),
            onOneLine: true
        );

    private static Table TableOf(StatisticsAnswer counts)
    {
        var table = Tables.Create("STATE", "SESSIONS");
        table.Columns[1].RightAligned();
        Tables.Add(table, "active", Times.Count(counts.Active));
        Tables.Add(table, "idle", Times.Count(counts.Idle));
        Tables.Add(table, "expired", Times.Count(counts.Expired));
        Tables.Add(table, "terminated", Times.Count(counts.Terminated));
        Tables.Add(table, "all", Times.Count(counts.Total));
        Tables.Add(table, "users", Times.Count(counts.Users));
        Tables.Add(table, "at", Times.Of(counts.At));
        return table;
    }
}
