using SessionManager.Benchmarks.Storage;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Database;

/// <summary>The storage of SessionManager.EntityFrameworkCore, measured operation by operation on real databases.</summary>
internal static class DatabaseCommand
{
    private const string Usage = "Usage: [--rows 1000,100000] [--on postgresql|sqlite]";
    private static readonly int[] AllRows = [1_000, 100_000, 1_000_000];

    /// <summary>Gives 2 on wrong arguments or without PostgreSQL; a missed goal is not a failure.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rows = AllRows;
        string? on = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] == "--rows" && i + 1 < args.Length)
                rows = [.. args[i + 1].Split(',').Select(int.Parse)];
            else if (args[i] == "--on" && i + 1 < args.Length && args[i + 1] is "postgresql" or "sqlite")
                on = args[i + 1];
            else
                return await RefuseAsync(Usage);
        }

        if (on != "sqlite" && !Postgres.IsInstalled)
            return await RefuseAsync($"{Postgres.Missing} Or measure '--on sqlite' alone.");

        var report = new FigureReport();
        if (on != "sqlite")
        {
            // Commits reach the disk as in production.
            await using var server = await PostgresServer.CreateAsync(new(Durable: true));
            await MeasureAsync(() => PostgresTarget.CreateAsync(server), rows, report);
        }

        if (on != "postgresql")
            await MeasureAsync(() => Task.FromResult<ITarget>(new SqliteTarget()), rows, report);
        await report.FinishAsync("database.json", DatabaseGoals.Judge);
        return 0;
    }

    private static async Task MeasureAsync(Func<Task<ITarget>> create, int[] rows, FigureReport report)
    {
        foreach (var count in rows.Order())
        {
            await using (var target = await create())
            {
                if (count > target.MostRows)
                {
                    Console.WriteLine($"{target.Name}: {count:N0} rows are left out, more than it is meant for");
                    continue;
                }

                await using var store = await SessionStore.OpenAsync(target);
                var measured = new Measured(store, new Seed(store), new Figures(report, target.Name, count));
                await measured.Seed.LiveAsync("user", count, perUser: 2);
                await Reads.FindAsync(measured);
                await MeasureAsync(measured);
            }

            await using (var target = await create())
            {
                await using var store = await SessionStore.OpenAsync(target);
                await Cleanup.MeasureAsync(
                    new Measured(store, new Seed(store), new Figures(report, target.Name, count))
                );
            }
        }
    }

    private static async Task MeasureAsync(Measured measured)
    {
        var (storage, seed, figures) = (measured.Store.Storage, measured.Seed, measured.Figures);
        await Touches.MeasureAsync(figures, storage, await seed.SampleAsync(Touches.Batch));
        await seed.LiveAsync("small", Pages.SmallUser, perUser: Pages.SmallUser);
        await seed.LiveAsync("large", Pages.LargeUser, perUser: Pages.LargeUser);
        await Pages.MeasureAsync(figures, storage, "small-0", "large-0");
        await Logins.MeasureAsync(figures, storage);
        await seed.LiveAsync("many", EndAll.Users * EndAll.SessionsOfUser, EndAll.SessionsOfUser);
        await EndAll.MeasureAsync(figures, storage, "many");
    }

    private static async Task<int> RefuseAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }
}

/// <summary>What the measurements of one table share.</summary>
internal sealed record Measured(SessionStore Store, Seed Seed, Figures Figures);
