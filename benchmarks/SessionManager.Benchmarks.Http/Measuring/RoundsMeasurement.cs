using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Preparation;
using SessionManager.Benchmarks.Http.Reporting;

namespace SessionManager.Benchmarks.Http.Measuring;

/// <summary>
/// Every host in a process of its own, all alive throughout, one at a time under load, in turn: a slow minute of the
/// machine falls on all of them.
/// </summary>
internal static class RoundsMeasurement
{
    /// <summary>
    /// Host on one core, generator on another: what is measured is the cost of a request. A database or Redis stands on
    /// the generator's, as it would on another machine: what it costs there is not the host's.
    /// </summary>
    public static Task<RoundsReport> PinnedAsync(
        Schedule schedule,
        HostOrder hosts,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            "pinned",
            schedule,
            schedule.PinnedSlice,
            hosts,
            Core.Number(0),
            Core.Number(1),
            LoadChild.Start(Core.Number(1), threads: 1),
            cancellationToken
        );

    /// <summary>Both wherever the system puts them: what a deployment on this machine would see.</summary>
    public static Task<RoundsReport> FreeAsync(
        Schedule schedule,
        HostOrder hosts,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            "free",
            schedule,
            schedule.FreeSlice,
            hosts,
            Core.Any,
            Core.Any,
            LoadChild.Start(Core.Any, Math.Max(1, Environment.ProcessorCount / 2)),
            cancellationToken
        );

    private static async Task<RoundsReport> RunAsync(
        string name,
        Schedule schedule,
        double seconds,
        HostOrder hosts,
        Core core,
        Core servers,
        LoadChild load,
        CancellationToken cancellationToken
    )
    {
        var contenders = new List<Contender>();
        try
        {
            foreach (var host in hosts.Names)
            {
                if (
                    await Contender.StartAsync(hosts, host, core, Schedule.Sessions, cancellationToken) is { } contender
                )
                    contenders.Add(contender);
            }

            Place(hosts, contenders, servers);
            await Console.Out.WriteLineAsync($"{name}: warming up");
            var meter = new Meter(load, cancellationToken);
            foreach (var contender in contenders)
                await meter.MeasureAsync(contender, "/me", schedule.WarmUp);

            var slices = contenders.ToDictionary(contender => contender.Name, _ => new List<Slice>());
            for (var round = 0; round < schedule.Rounds; round++)
            {
                await Console.Out.WriteLineAsync($"{name}: round {round + 1} of {schedule.Rounds}");
                // Each round begins with another host: a place in the order is an advantage that is to fall to all of them.
                foreach (
                    var contender in contenders
                        .Skip(round % contenders.Count)
                        .Concat(contenders.Take(round % contenders.Count))
                )
                    slices[contender.Name].Add(await meter.MeasureAsync(contender, "/me", seconds));
            }

            return new RoundsReport(hosts.Ours, [.. contenders.Select(c => HostReport.Of(c.Name, slices[c.Name]))]);
        }
        finally
        {
            await load.DisposeAsync();
            foreach (var contender in contenders)
                await contender.DisposeAsync();
        }
    }

    private static void Place(HostOrder hosts, List<Contender> contenders, Core core)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (hosts.Server is { } database)
            core.Take(database.ProcessId);
        foreach (var contender in contenders)
        {
            if (contender.Redis is { } redis)
                core.Take(redis.ProcessId);
        }
    }
}
