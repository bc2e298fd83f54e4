using System.Globalization;
using StackExchange.Redis;

namespace SessionManager.Redis.Diagnostics;

/// <summary>A key on every master, so that each can be written to.</summary>
/// <remarks>By scripts and not by the client's members for one server: those that tell its state want an administrator.</remarks>
internal static class RedisProbeKeys
{
    // A master that owns a thousandth of the slots is found nearly for sure.
    private const int Attempts = 10_000;

    /// <summary>The keys, and for a cluster the master of each as far as the client knows.</summary>
    public static IReadOnlyList<(RedisKey Key, string Master)> Find(IConnectionMultiplexer multiplexer, string prefix)
    {
        var endPoints = multiplexer.GetEndPoints();
        var cluster = endPoints
            .Select(endPoint => multiplexer.GetServer(endPoint).ClusterConfiguration)
            .FirstOrDefault(static configuration => configuration is not null);
        if (cluster is null)
            return [(prefix, string.Join(", ", endPoints.AsEnumerable()))];

        var missing = cluster
            .Nodes.Where(static node => node.Slots.Count > 0)
            .Select(static node => node.EndPoint)
            .ToHashSet();
        var found = new List<(RedisKey, string)>();
        for (var i = 0; i < Attempts && missing.Count > 0; i++)
        {
            RedisKey key = string.Create(CultureInfo.InvariantCulture, $"{prefix}:{i}");
            if (cluster.GetBySlot(key)?.EndPoint is { } endPoint && missing.Remove(endPoint))
                found.Add((key, endPoint.ToString()!));
        }

        return found.Count > 0 ? found : [(prefix, string.Join(", ", endPoints.AsEnumerable()))];
    }
}
