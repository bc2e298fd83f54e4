namespace SessionManager.Benchmarks.Storage;

/// <summary>Where the measurements of one server that holds so many sessions are put down.</summary>
internal sealed record Figures(FigureReport Report, string On, int Rows)
{
    public void Add(string what, Timings timings) => Report.Add(new(On, Rows, what, timings.Median, timings.P99, "ms"));

    public void Add(string what, double value, string unit) => Report.Add(new(On, Rows, what, value, P99: null, unit));
}

internal static class FigureList
{
    public static double Value(this IEnumerable<Figure> figures, string what) =>
        figures.First(figure => figure.What == what).Value;

    public static double P99(this IEnumerable<Figure> figures, string what) =>
        figures.First(figure => figure.What == what).P99 ?? double.NaN;
}
