namespace SessionManager.Benchmarks.Database;

/// <summary>A line to stay above or below, and where this run stands.</summary>
internal sealed record DatabaseGoal(string What, double Limit, bool AtLeast, double Measured)
{
    public bool IsMet => AtLeast ? Measured >= Limit : Measured <= Limit;

    /// <summary>Those whose figures were measured.</summary>
    public static IEnumerable<DatabaseGoal> Judge(IReadOnlyList<Figure> figures)
    {
        foreach (var ofDatabase in figures.GroupBy(figure => figure.Database))
        {
            var tables = ofDatabase.GroupBy(figure => figure.Rows).OrderBy(table => table.Key).ToList();
            var (first, last) = (tables[0], tables[^1]);
            if (first != last)
            {
                yield return new(
                    $"{ofDatabase.Key}: find at {last.Key:N0} / find at {first.Key:N0}",
                    1.5,
                    AtLeast: false,
                    Value(last, Reads.Find) / Value(first, Reads.Find)
                );
            }

            foreach (var goal in tables.SelectMany(table => OfTable($"{ofDatabase.Key}, {table.Key:N0}", table)))
                yield return goal;
        }
    }

    private static IEnumerable<DatabaseGoal> OfTable(string table, IEnumerable<Figure> all)
    {
        List<Figure> figures = [.. all];
        return
        [
            new(
                $"{table}: page of the 10,000 / page of the 50",
                2,
                AtLeast: false,
                Value(figures, Reads.LargePage) / Value(figures, Reads.SmallPage)
            ),
            new($"{table}: {Writes.EndAll}, ms", 250, AtLeast: false, Value(figures, Writes.EndAll)),
            new(
                $"{table}: slowest statement of cleanup, ms",
                200,
                AtLeast: false,
                Math.Max(Value(figures, Cleanup.SlowestExpiry), Value(figures, Cleanup.SlowestPurge))
            ),
            new(
                $"{table}: p99 of a find during cleanup / before",
                2,
                AtLeast: false,
                P99(figures, Cleanup.ProbeDuring) / P99(figures, Cleanup.ProbeBefore)
            ),
            new(
                $"{table}: logins of different users, limited / unlimited",
                0.5,
                AtLeast: true,
                Value(figures, Logins.Limited) / Value(figures, Logins.Unlimited)
            ),
        ];
    }

    private static double Value(IEnumerable<Figure> figures, string what) =>
        figures.First(figure => figure.What == what).Value;

    private static double P99(IEnumerable<Figure> figures, string what) =>
        figures.First(figure => figure.What == what).P99 ?? double.NaN;
}
