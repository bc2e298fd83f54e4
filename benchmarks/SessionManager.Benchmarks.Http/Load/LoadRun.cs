using System.Diagnostics;
using System.Text;

namespace SessionManager.Benchmarks.Http.Load;

/// <summary>Keep-alive connections that each send the next request as soon as the last one is answered.</summary>
internal sealed class LoadRun
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    /// <summary>A <see cref="Stopwatch"/> timestamp: answers that come later are not counted, and nothing more is sent.</summary>
    public long Deadline { get; private set; }

    public static async Task<LoadResult> RunAsync(LoadOrder order)
    {
        var run = new LoadRun();
        var address = new Uri(order.Address);
        var requests = BuildRequests(order, address);
        var connections = new List<LoadConnection>(order.Connections);
        try
        {
            for (var i = 0; i < order.Connections; i++)
            {
                var first = i * requests.Length / order.Connections;
                connections.Add(await LoadConnection.OpenAsync(run, address, requests, first));
            }

            return await run.DriveAsync(connections, TimeSpan.FromSeconds(order.Seconds));
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }

    public void ConnectionStopped()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _drained.SetResult();
    }

    private async Task<LoadResult> DriveAsync(List<LoadConnection> connections, TimeSpan window)
    {
        _running = connections.Count;
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        Deadline = started + (long)(window.TotalSeconds * Stopwatch.Frequency);
        foreach (var connection in connections)
            connection.Start();

        string? unanswered = null;
        try
        {
            await _drained.Task.WaitAsync(window + DrainLimit);
        }
        catch (TimeoutException)
        {
            unanswered = $"{_running} requests were never answered";
        }

        var cpu = (Environment.CpuUsage.TotalTime - cpuBefore) / Stopwatch.GetElapsedTime(started);
        var latencies = new LatencyHistogram();
        foreach (var connection in connections)
            latencies.Add(connection.Latencies);
        return new LoadResult(
            connections.Sum(connection => connection.Completed),
            connections.Sum(connection => connection.Errors) + (unanswered is null ? 0 : _running),
            latencies.Count / window.TotalSeconds,
            latencies.Percentile(0.50),
            latencies.Percentile(0.99),
            cpu,
            unanswered
                ?? connections.Select(connection => connection.FirstError).FirstOrDefault(error => error is not null)
        );
    }

    private static byte[][] BuildRequests(LoadOrder order, Uri address)
    {
        var head = $"GET {order.Path} HTTP/1.1\r\nHost: {address.Authority}\r\n";
        return order.Cookies.Count == 0
            ? [Encoding.ASCII.GetBytes(head + "\r\n")]
            : [.. order.Cookies.Select(cookie => Encoding.ASCII.GetBytes($"{head}Cookie: {cookie}\r\n\r\n"))];
    }
}
