namespace SessionManager.Benchmarks.Http.Measuring;

internal static class Quantile
{
    public static double Median(IEnumerable<double> values) => Of(values, 0.5);

    /// <summary>Interpolates between the two nearest values.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
