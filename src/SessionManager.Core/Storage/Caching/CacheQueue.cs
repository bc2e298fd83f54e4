using System.Collections.Concurrent;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Bounds how many copies are kept: the one that was put first goes first, unless it was renewed since, which gives it
/// another round. Every copy that is kept stands in the queue, so the queue's length bounds both.
/// </summary>
internal sealed class CacheQueue(ConcurrentDictionary<SessionId, CachedSession> entries, int maxEntries)
{
    /// <summary>A few more than come in, so that what is spent goes away; no call pays for all of it.</summary>
    private const int MaxSteps = 8;

    private readonly Lock _gate = new();
    private readonly Queue<CachedSession> _order = new();

    /// <summary>How many stand in the queue: all copies that are kept, and some that were dropped.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _order.Count;
        }
    }

    /// <summary>Adds a copy that was put and lets go of old ones.</summary>
    public void Add(CachedSession entry, Func<CachedSession, bool> isSpent)
    {
        lock (_gate)
        {
            _order.Enqueue(entry);
            for (var step = 0; step < MaxSteps && _order.TryPeek(out var head); step++)
            {
                var isGood = IsKept(head) && !isSpent(head);
                if (isGood && head.TakeRenewed())
                {
                    _order.Enqueue(_order.Dequeue());
                    continue;
                }

                if (isGood && _order.Count <= maxEntries)
                    break;
                RemoveFirst();
            }

            while (_order.Count > maxEntries)
                RemoveFirst();
        }
    }

    private void RemoveFirst()
    {
        var head = _order.Dequeue();
        // Only this copy: a newer one of the same session has a place of its own.
        entries.TryRemove(new(head.Session.Id, head));
    }

    private bool IsKept(CachedSession copy) =>
        entries.TryGetValue(copy.Session.Id, out var there) && ReferenceEquals(there, copy);
}
