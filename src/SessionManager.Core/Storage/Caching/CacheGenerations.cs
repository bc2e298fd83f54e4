using System.Numerics;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Tells whether anything was said to be out of date since a moment. A copy carries the stamp of the moment its reading
/// began and is good as long as the stamp is the same: so there is no gap between a check and an insertion to race in,
/// no lock, and ending all sessions of a user costs one increment.
/// </summary>
/// <remarks>
/// A stamp is the sum of the three counters that concern a session. They only grow, so two sums are equal only if
/// nothing was counted in between, in whatever order the three are read. Sessions that share a counter are forgotten
/// together, which costs a look-up.
/// </remarks>
internal sealed class CacheGenerations
{
    private const int PartitionCounters = 4096;
    private const int FewestCounters = 1024;
    private const int MostCounters = 1 << 20;

    private readonly int[] _partitions = new int[PartitionCounters];
    private readonly int[] _sessions;
    private int _all;

    /// <summary>Makes about one counter for each session that may be kept.</summary>
    public CacheGenerations(int maxEntries)
    {
        var wanted = (uint)Math.Clamp(maxEntries, FewestCounters, MostCounters);
        _sessions = new int[BitOperations.RoundUpToPowerOf2(wanted)];
    }

    public int StampOf(SessionId id) =>
        unchecked(
            Volatile.Read(ref _all) + Volatile.Read(ref Partition(id.PartitionBits)) + Volatile.Read(ref Session(id))
        );

    public void Drop(SessionId id) => Interlocked.Increment(ref Session(id));

    public void DropPartition(uint partition) => Interlocked.Increment(ref Partition(partition));

    public void DropAll() => Interlocked.Increment(ref _all);

    private ref int Session(SessionId id) => ref _sessions[id.GetHashCode() & (_sessions.Length - 1)];

    /// <summary>The bits are of a hash: any of them spread as well as others.</summary>
    private ref int Partition(uint partition) => ref _partitions[partition & (PartitionCounters - 1)];
}
