using SessionManager.Benchmarks.Http.Hosts;

namespace SessionManager.Benchmarks.Http.Reporting;

internal static class TextReport
{
    public static void Write(BenchmarkReport report, TextWriter output)
    {
        WriteRounds("pinned", report.Pinned, output);
        WriteRounds("free", report.Free, output);
        foreach (var paired in report.Paired)
            WritePaired(paired, output);
        WriteGoals(report.Goals, output);
        output.WriteLine();
        output.WriteLine(report.Errors == 0 ? "No request failed." : $"{report.Errors} REQUESTS FAILED.");
    }

    private static void WriteRounds(string name, RoundsReport? rounds, TextWriter output)
    {
        if (rounds is null)
            return;
        output.WriteLine();
        SliceTable.WriteHead($"{name}, medians", output);
        foreach (var host in rounds.Hosts)
        {
            var ratio = rounds.Ratio(host.Name, HostNames.Bare);
            var cpuRatio = rounds.CpuRatio(host.Name, HostNames.Bare);
            SliceTable.WriteRow(host.Name, host.Median, ratio, cpuRatio, output);
        }

        foreach (var (peer, ratio, cpuRatio) in rounds.OursOver)
            output.WriteLine($"  {rounds.Ours} / {peer}: {ratio:F2} (by CPU {cpuRatio:F2}){Ceiling(rounds, peer)}");
        foreach (var host in rounds.Hosts.Where(host => host.Median.Statements > 0))
            output.WriteLine($"  {host.Name}: {host.Median.Statements:F3} statements a request");
        foreach (var host in rounds.Hosts)
        {
            if (host.Median.Redis is { } redis)
            {
                output.WriteLine(
                    $"  {host.Name}: {redis.Commands:F3} Redis commands a request, {redis.CpuMicroseconds:F1} us of Redis"
                );
            }
        }

        if (name == "pinned")
            SliceTable.WriteDoubts(rounds.Hosts.Select(host => host.Median), output);
    }

    /// <summary>A host with sessions cannot pass the one without: what it could reach at most against a peer.</summary>
    private static string Ceiling(RoundsReport rounds, string peer) =>
        peer != HostNames.Bare && rounds.Ratio(HostNames.Bare, peer) is { } ratio
            ? $"; {HostNames.Bare} / {peer}: {ratio:F2} (by CPU {rounds.CpuRatio(HostNames.Bare, peer):F2})"
            : string.Empty;

    private static void WritePaired(PairedReport paired, TextWriter output)
    {
        output.WriteLine();
        SliceTable.WriteHead($"paired, {paired.Host}", output);
        SliceTable.WriteRow("/bare", paired.Bare, ratio: null, cpuRatio: null, output);
        var cpuRatio = paired.Bare.CpuMicroseconds / paired.Me.CpuMicroseconds;
        SliceTable.WriteRow("/me", paired.Me, paired.Ratio, cpuRatio, output);
        output.WriteLine(
            $"  ratio {paired.Ratio:F2} ({paired.RatioLow:F2}-{paired.RatioHigh:F2}), "
                + $"added {paired.AddedCpuMicroseconds:F1} us CPU and {paired.AddedBytes:F0} managed bytes a request"
        );
    }

    private static void WriteGoals(IEnumerable<Goal> goals, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("goals");
        foreach (var goal in goals)
        {
            var verdict = goal.Met switch
            {
                true => "met",
                false => "NOT MET",
                null => "not measured",
            };
            var limit = $"{(goal.AtLeast ? ">=" : "<=")} {goal.Limit}";
            output.WriteLine($"  {goal.What, -64}{limit, -10}{goal.Measured, 8:F2}  {verdict}");
        }
    }
}
