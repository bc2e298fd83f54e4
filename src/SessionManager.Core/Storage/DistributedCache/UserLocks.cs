using System.Runtime.InteropServices;
using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

/// <summary>
/// Lets one write at a time at a user's sessions, in this process. Users share a fixed number of locks, so that nothing
/// has to be cleaned up; no operation holds two of them.
/// </summary>
internal sealed class UserLocks
{
    private const int Count = 512;

    private readonly SemaphoreSlim[] _locks =
    [
        .. Enumerable.Range(0, Count).Select(static _ => new SemaphoreSlim(1, 1)),
    ];

    public ValueTask<Turn> EnterAsync(string userId, CancellationToken cancellationToken) =>
        EnterPartitionAsync(SessionId.PartitionOf(userId), cancellationToken);

    /// <summary>The lock of the user whose session this is: an id tells it before anything is read.</summary>
    public ValueTask<Turn> EnterAsync(SessionId id, CancellationToken cancellationToken) =>
        EnterPartitionAsync(id.Partition, cancellationToken);

    private async ValueTask<Turn> EnterPartitionAsync(string partition, CancellationToken cancellationToken)
    {
        var gate = _locks[(uint)string.GetHashCode(partition, StringComparison.Ordinal) % Count];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(gate);
    }

    /// <summary>A held lock; disposing it lets the next one in.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
