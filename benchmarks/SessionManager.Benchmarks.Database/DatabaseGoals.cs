using SessionManager.Benchmarks.Storage;

namespace SessionManager.Benchmarks.Database;

/// <summary>Where a run stands to what is asked of databases.</summary>
internal static class DatabaseGoals
{
    /// <summary>Those whose figures were measured.</summary>
    public static IEnumerable<FigureGoal> Judge(IReadOnlyList<Figure> figures)
    {
        foreach (var ofDatabase in figures.GroupBy(figure => figure.On))
        {
            var tables = ofDatabase.GroupBy(figure => figure.Rows).OrderBy(table => table.Key).ToList();
            var (first, last) = (tables[0], tables[^1]);
            if (first != last)
            {
                yield return new(
                    $"{ofDatabase.Key}: find at {last.Key:N0} / find at {first.Key:N0}",
                    1.5,
                    AtLeast: false,
                    last.Value(Reads.Find) / first.Value(Reads.Find)
                );
            }

            foreach (var goal in tables.SelectMany(table => OfTable($"{ofDatabase.Key}, {table.Key:N0}", table)))
                yield return goal;
        }
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
            new($"{table}: {EndAll.What}, ms", 250, AtLeast: false, figures.Value(EndAll.What)),
            new(
                $"{table}: slowest statement of cleanup, ms",
                200,
                AtLeast: false,
                Math.Max(figures.Value(Cleanup.SlowestExpiry), figures.Value(Cleanup.SlowestPurge))
            ),
            new(
                $"{table}: p99 of a find during cleanup / before",
                2,
                AtLeast: false,
                figures.P99(Cleanup.ProbeDuring) / figures.P99(Cleanup.ProbeBefore)
            ),
            new(
                $"{table}: logins of different users, limited / unlimited",
                0.5,
                AtLeast: true,
                figures.Value(Logins.Limited) / figures.Value(Logins.Unlimited)
            ),
        ];
    }
}
