using System.Diagnostics;
using System.Globalization;

namespace SessionManager.Tests.Servers;

/// <summary>
/// A private Redis Cluster of three masters, with or without a replica of each. Put together by hand in two to
/// four seconds, most of which Redis waits before it calls a new cluster whole.
/// </summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int MasterCount = 3;
    private const int Slots = 16_384;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly RedisServer[] _nodes;
    private readonly int[] _busPorts;

    private RedisCluster(RedisServer[] nodes, int[] busPorts)
    {
        _nodes = nodes;
        _busPorts = busPorts;
    }

    /// <summary>The nodes that began as masters.</summary>
    public IReadOnlyList<RedisServer> Masters => _nodes[..MasterCount];

    /// <summary>The nodes that began as replicas: each of the master at the same place, or none.</summary>
    public IReadOnlyList<RedisServer> Replicas => _nodes[MasterCount..];

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.EndPoint));

    /// <summary>Starts the nodes and waits until all of them see a whole cluster.</summary>
    public static async Task<RedisCluster> CreateAsync(RedisClusterOptions? options = null)
    {
        options ??= new();
        var busPorts = Enumerable
            .Range(0, options.Replicas ? 2 * MasterCount : MasterCount)
            .Select(_ => LoopbackPort.FindFree())
            .ToArray();
        var nodes = await Task.WhenAll(busPorts.Select(busPort => StartNodeAsync(options, busPort)));
        var cluster = new RedisCluster(nodes, busPorts);
        try
        {
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that serves a key now.</summary>
    public async Task<RedisServer> OwnerOfAsync(string key)
    {
        var slot = Number(await _nodes[0].ExecuteAsync("CLUSTER", "KEYSLOT", key));
        // "id address flags master ping pong epoch link slot slot-slot …"
        var nodes = await AskAnyAsync("CLUSTER", "NODES");
        foreach (var fields in nodes.Split('\n').Select(line => line.Split(' ')))
        {
            if (fields.Skip(8).Select(Range).Any(range => range.First <= slot && slot <= range.Last))
                return _nodes.Single(node => IsOf(node, fields));
        }

        throw new InvalidOperationException($"No node serves slot {slot}.");
    }

    /// <summary>
    /// Makes a replica the master in place of its own, which lives or was killed, and waits until all nodes that answer
    /// know.
    /// </summary>
    public async Task FailOverAsync(RedisServer replica)
    {
        // By its own decision, because the others take their time to agree that a master is down.
        await replica.ExecuteAsync("CLUSTER", "FAILOVER", "TAKEOVER");
        await UntilAsync(async () => await replica.InfoAsync("role") == "master", "A replica did not become a master.");
        await UntilWholeAsync();
        // A node that has not heard of it yet sees a whole cluster as well: the old one.
        foreach (var node in _nodes.Where(node => node.ProcessId != 0))
        {
            await UntilAsync(
                async () => Serves(replica, await node.ExecuteAsync("CLUSTER", "NODES")),
                "A node does not know the new master."
            );
        }
    }

    /// <summary>Waits until all nodes that answer see a whole cluster: after one was killed, or started again.</summary>
    public Task UntilWholeAsync() =>
        UntilAsync(
            async () =>
            {
                foreach (var node in _nodes.Where(node => node.ProcessId != 0))
                {
                    var info = await node.ExecuteAsync("CLUSTER", "INFO");
                    if (!info.Contains("cluster_state:ok", StringComparison.Ordinal))
                        return false;
                    // One that may serve a part of the slots is well before it has heard of the others.
                    if (!info.Contains($"cluster_slots_assigned:{Slots}\r", StringComparison.Ordinal))
                        return false;
                    if (!info.Contains($"cluster_known_nodes:{_nodes.Length}\r", StringComparison.Ordinal))
                        return false;
                }

                return true;
            },
            "The cluster did not become whole."
        );

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));

    private static Task<RedisServer> StartNodeAsync(RedisClusterOptions options, int busPort) =>
        RedisServer.CreateAsync(
            new()
            {
                Settings =
                [
                    "cluster-enabled yes",
                    $"cluster-port {busPort}",
                    $"cluster-node-timeout {options.NodeTimeout}",
                    "repl-diskless-sync-delay 0",
                    .. options.Settings,
                ],
            }
        );

    private async Task JoinAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            // Told apart from the start: nodes that have the same epoch take long to settle who is right.
            await _nodes[i].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
            if (i < MasterCount)
            {
                var (first, next) = (Slots * i / MasterCount, Slots * (i + 1) / MasterCount);
                await _nodes[i].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", Text(first), Text(next - 1));
            }
        }

        for (var i = 1; i < _nodes.Length; i++)
            await _nodes[0]
                .ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", Text(_nodes[i].EndPoint.Port), Text(_busPorts[i]));
        await UntilWholeAsync();

        for (var i = 0; i < Replicas.Count; i++)
        {
            var master = await Masters[i].ExecuteAsync("CLUSTER", "MYID");
            await Replicas[i].ExecuteAsync("CLUSTER", "REPLICATE", master);
        }

        foreach (var replica in Replicas)
            await UntilAsync(
                async () => await replica.InfoAsync("master_link_status") == "up",
                "A replica did not reach its master."
            );
        // Until all know who is a replica: a client reads this from any node.
        foreach (var node in _nodes)
            await UntilAsync(
                async () => (await node.ExecuteAsync("CLUSTER", "NODES")).Split("slave ").Length - 1 == Replicas.Count,
                "A node does not know the replicas."
            );
    }

    private Task<string> AskAnyAsync(params string[] command) =>
        _nodes.First(node => node.ProcessId != 0).ExecuteAsync(command);

    private static bool Serves(RedisServer node, string nodes) =>
        nodes.Split('\n').Select(line => line.Split(' ')).Any(fields => fields.Length > 8 && IsOf(node, fields));

    private static bool IsOf(RedisServer node, string[] fields) =>
        fields[1].StartsWith($"{node.EndPoint}@", StringComparison.Ordinal);

    private static async Task UntilAsync(Func<Task<bool>> condition, string failure)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Patience)
                throw new InvalidOperationException(failure);
            await Task.Delay(20);
        }
    }

    private static (int First, int Last) Range(string slots)
    {
        // A slot that is on its way to another node stands in brackets.
        if (slots.StartsWith('['))
            return (-1, -1);
        var ends = slots.Split('-');
        return (Number(ends[0]), Number(ends[^1]));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
