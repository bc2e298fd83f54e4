using System.Runtime.InteropServices;
using SessionManager.Benchmarks.Http.Children;
using SessionManager.Benchmarks.Http.Hosts;
using SessionManager.Benchmarks.Http.Measuring;
using SessionManager.Benchmarks.Http.Preparation;
using SessionManager.Benchmarks.Http.Reporting;
using SessionManager.Tests.Servers;

namespace SessionManager.Benchmarks.Http.CommandLine;

/// <summary>The harness itself: measures what was asked for, prints it and writes it down.</summary>
internal static class BenchmarkCommand
{
    /// <summary>Gives 1 when a request failed, 2 on wrong arguments or without the server they need, 130 when interrupted; a missed goal is not a failure.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, interrupted);
        using var terminate = OnSignal(PosixSignal.SIGTERM, interrupted);
        try
        {
            var options = BenchmarkOptions.Parse(args);
            if (MissingServer(options) is { } missing)
            {
                await Console.Error.WriteLineAsync(missing);
                return 2;
            }

            var report = await MeasureAsync(options, interrupted.Token);
            TextReport.Write(report, Console.Out);
            await JsonReport.WriteAsync(report, options.Json, interrupted.Token);
            await Console.Out.WriteLineAsync($"Written to {options.Json}");
            return report.Errors == 0 ? 0 : 1;
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
        // A child that is interrupted together with the harness may be noticed first by its closed pipe.
        catch (Exception) when (interrupted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return 130;
        }
    }

    private static async Task<BenchmarkReport> MeasureAsync(
        BenchmarkOptions options,
        CancellationToken cancellationToken
    )
    {
        // Writes reach the disk as in production: a peer that saves on every request must pay for that.
        await using var server = options.NeedsPostgres ? await PostgresServer.CreateAsync(new(Durable: true)) : null;
        var hosts = new HostOrder(options.Set.Ours, options.Hosts, server);
        var schedule = options.Mode == "full" ? Schedule.Full : Schedule.Short;
        RoundsReport? pinned = null;
        RoundsReport? free = null;
        var paired = new List<PairedReport>();

        if (options.Measures("pinned") && !Core.CanPin)
            await Console.Out.WriteLineAsync("pinned: skipped, it takes two cores and taskset");
        else if (options.Measures("pinned"))
            pinned = await RoundsMeasurement.PinnedAsync(
                schedule,
                hosts with
                {
                    Names = options.PinnedHosts,
                },
                cancellationToken
            );

        if (options.Measures("free"))
            free = await RoundsMeasurement.FreeAsync(schedule, hosts, cancellationToken);

        foreach (var host in options.Measures("paired") ? PairedHosts(options) : [])
        {
            if (await PairedMeasurement.RunAsync(schedule, hosts, host, cancellationToken) is { } report)
                paired.Add(report);
        }

        return new BenchmarkReport(
            TimeProvider.System.GetUtcNow(),
            options.Mode,
            options.Set.Name,
            Machine.This,
            pinned,
            free,
            paired
        );
    }

    private static string? MissingServer(BenchmarkOptions options) =>
        options.NeedsPostgres && !Postgres.IsInstalled ? Postgres.Missing
        : options.NeedsRedis && !SharedRedis.IsInstalled ? SharedRedis.Missing
        : null;

    /// <summary>Ours; a peer only when it was asked for by name, since its pairs say nothing about ours.</summary>
    private static IEnumerable<string> PairedHosts(BenchmarkOptions options) =>
        options.Hosts.Where(host => options.HostsNamed ? host != HostNames.Bare : host == options.Set.Ours);

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource interrupted) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                // Unwinding stops the children; dying here would leave that to their closed pipes.
                context.Cancel = true;
                interrupted.Cancel();
            }
        );
}
