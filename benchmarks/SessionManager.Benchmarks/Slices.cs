using System.Diagnostics;

namespace SessionManager.Benchmarks;

/// <summary>Times slices of work, and picks from many slices the ones in the middle.</summary>
internal static class Slices
{
    /// <summary>Nanoseconds a call.</summary>
    public static double Time(int calls, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < calls; i++)
            action();
        return watch.Elapsed.TotalNanoseconds / calls;
    }

    public static double Median(List<double> values) => At(values, 0.5);

    public static double At(List<double> values, double place) =>
        values.Order().ElementAt((int)(place * (values.Count - 1)));
}
