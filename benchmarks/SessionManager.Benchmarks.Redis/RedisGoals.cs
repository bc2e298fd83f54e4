using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Redis;

/// <summary>Where a run stands to what is asked of Redis.</summary>
internal static class RedisGoals
{
    public static IEnumerable<FigureGoal> Judge(IReadOnlyList<Figure> figures)
    {
        var tables = figures.GroupBy(figure => figure.Rows).OrderBy(table => table.Key).ToList();
        var (first, last) = (tables[0], tables[^1]);
        if (first != last)
        {
            var ends = $"at {last.Key:N0} / at {first.Key:N0}";
            yield return new(
                $"{Reads.Find}, time {ends}",
                1.5,
                AtLeast: false,
                last.Value(Reads.Find) / first.Value(Reads.Find)
            );
            // Upside down: of a rate, and a look-up may take 1.5 times as long.
            yield return new(
                $"{Reads.Together}, time {ends}",
                1.5,
                AtLeast: false,
                first.Value(Reads.Together) / last.Value(Reads.Together)
            );
        }

        foreach (var goal in tables.SelectMany(table => OfTable($"{table.Key:N0}", table)))
            yield return goal;
    }

    private static IEnumerable<FigureGoal> OfTable(string table, IEnumerable<Figure> all)
    {
        List<Figure> figures = [.. all];
        return
        [
            new(
                $"{table}: page of the 10,000 / page of the 50",
                2,
                AtLeast: false,
                figures.Value(Pages.Large) / figures.Value(Pages.Small)
            ),
            new($"{table}: {EndAll.What}, ms", 50, AtLeast: false, figures.Value(EndAll.What)),
            new($"{table}: {Ending.StallHere}, ms", 20, AtLeast: false, figures.Value(Ending.StallHere)),
            new($"{table}: {Ending.StallElsewhere}, ms", 20, AtLeast: false, figures.Value(Ending.StallElsewhere)),
            new(
                $"{table}: logins of different users, limited / unlimited",
                0.5,
                AtLeast: true,
                figures.Value(Logins.Limited) / figures.Value(Logins.Unlimited)
            ),
        ];
    }
}
