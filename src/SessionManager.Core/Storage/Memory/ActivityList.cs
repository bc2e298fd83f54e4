using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>
/// Entries in <see cref="ActivityOrder"/>: a sorted array, since most users have a handful of sessions and a use moves
/// one to the end. A mutable value inside <see cref="MemoryUser"/>, which it saves an object: never copy it. Not
/// thread-safe: guarded by the user's lock.
/// </summary>
internal struct ActivityList
{
    private MemoryEntry[]? _items;

    public int Count { get; private set; }

    public readonly MemoryEntry this[int index] => _items![index];

    /// <summary>How many entries stand before this place.</summary>
    public readonly int CountBefore(DateTimeOffset at, SessionId id)
    {
        int low = 0,
            high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ActivityOrder.Compare(at, id, _items![middle].Record.Session) > 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    public void Add(MemoryEntry entry)
    {
        if (_items is null || Count == _items.Length)
            Array.Resize(ref _items, Count == 0 ? 1 : Count * 2);
        var index = CountBefore(entry.Record.Session.LastActivityAt, entry.Record.Session.Id);
        Array.Copy(_items, index, _items, index + 1, Count - index);
        _items[index] = entry;
        Count++;
    }

    /// <summary>Takes an entry out; its record must still be the one it was added with.</summary>
    public void Remove(MemoryEntry entry)
    {
        var index = CountBefore(entry.Record.Session.LastActivityAt, entry.Record.Session.Id);
        if (index == Count || !ReferenceEquals(_items![index], entry))
            throw new InvalidOperationException("The index of sessions by activity is out of step.");
        Count--;
        Array.Copy(_items!, index + 1, _items, index, Count - index);
        _items![Count] = null!;
        if (Count == 0)
            _items = null;
    }
}
