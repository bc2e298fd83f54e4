using SessionManager.Benchmarks.Http.Measuring;

namespace SessionManager.Benchmarks.Http.Reporting;

/// <summary>The hosts of one pinned or free measurement.</summary>
internal sealed record RoundsReport(string Ours, IReadOnlyList<HostReport> Hosts)
{
    /// <summary>Gives null unless both were measured.</summary>
    public double? Ratio(string host, string of) =>
        Find(host) is { } above && Find(of) is { } below
            ? above.Median.RequestsPerSecond / below.Median.RequestsPerSecond
            : null;

    /// <summary>
    /// The same of processor time a request, turned round so that more is better; steadier when the machine is shared.
    /// </summary>
    public double? CpuRatio(string host, string of) =>
        Find(host) is { } above && Find(of) is { } below
            ? below.Median.CpuMicroseconds / above.Median.CpuMicroseconds
            : null;

    /// <summary>Ours over each of the others; empty when ours was not measured.</summary>
    public IReadOnlyList<PeerRatio> OursOver =>
        [
            .. from host in Hosts
            where host.Name != Ours
            let ratio = Ratio(Ours, host.Name)
            let cpuRatio = CpuRatio(Ours, host.Name)
            where ratio is not null && cpuRatio is not null
            select new PeerRatio(host.Name, ratio.Value, cpuRatio.Value),
        ];

    public HostReport? Find(string name) => Hosts.FirstOrDefault(host => host.Name == name);
}

internal sealed record PeerRatio(string Peer, double Ratio, double CpuRatio);

internal sealed record HostReport(string Name, Slice Median, IReadOnlyList<Slice> Slices)
{
    public static HostReport Of(string name, IReadOnlyList<Slice> slices) => new(name, Slice.Median(slices), slices);
}
