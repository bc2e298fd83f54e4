using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Preparation;
using SessionManager.Benchmarks.Http.Reporting;

namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>
/// <c>/bare</c> and <c>/me</c> of one process in alternating slices: the same heap, code layout and minute of the
/// machine on both sides, which makes it the steadiest of the three.
/// </summary>
internal static class PairedMeasurement
{
    /// <summary>Gives null when the host cannot be measured yet.</summary>
    public static async Task<PairedReport?> RunAsync(
        Schedule schedule,
        HostOrder hosts,
        string host,
        CancellationToken cancellationToken
    )
    {
        await using var contender = await Contender.StartAsync(
            hosts,
            host,
            Core.Any,
            Schedule.Sessions,
            cancellationToken
        );
        if (contender is null)
            return null;

        await Console.Out.WriteLineAsync($"paired: {host}, {schedule.Pairs} pairs");
        await using var load = LoadChild.Start(Core.Any, Math.Max(1, Environment.ProcessorCount / 2));
        var meter = new Meter(load, cancellationToken);
        await meter.MeasureAsync(contender, UntouchedBranch.BarePath, schedule.WarmUp / 2);
        await meter.MeasureAsync(contender, "/me", schedule.WarmUp / 2);

        var bare = new List<Slice>();
        var me = new List<Slice>();
        for (var pair = 0; pair < schedule.Pairs; pair++)
        {
            bare.Add(await meter.MeasureAsync(contender, UntouchedBranch.BarePath, schedule.PairSlice));
            me.Add(await meter.MeasureAsync(contender, "/me", schedule.PairSlice));
        }

        return PairedReport.Of(host, bare, me);
    }
}
