namespace SessionManager.Storage.Memory;

/// <summary>
/// Entries by when they are due, earliest first, from which any can be taken out: a binary heap in which each entry
/// knows its place. Sweeping looks at what is due and at nothing else.
/// </summary>
/// <remarks>
/// A use moves a session's end later without telling the heap: a due time here is never later than the session's own,
/// and the sweeper puts back what it finds not to be due. Not thread-safe: guarded by the storage's index lock.
/// </remarks>
internal sealed class DueHeap
{
    private (long Due, MemoryEntry Entry)[] _items = new (long, MemoryEntry)[16];

    public int Count { get; private set; }

    public void Add(MemoryEntry entry, DateTimeOffset due)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        Count++;
        Up(Count - 1, (due.UtcTicks, entry));
    }

    public void Remove(MemoryEntry entry)
    {
        var index = entry.HeapIndex;
        if (index < 0)
            return;
        entry.HeapIndex = -1;
        var last = _items[--Count];
        _items[Count] = default;
        if (index == Count)
            return;
        if (index > 0 && last.Due < _items[(index - 1) / 2].Due)
            Up(index, last);
        else
            Down(index, last);
    }

    /// <summary>Takes out the entry that is due first, if its time is at or before a moment.</summary>
    public MemoryEntry? TakeDue(DateTimeOffset now)
    {
        if (Count == 0 || _items[0].Due > now.UtcTicks)
            return null;
        var entry = _items[0].Entry;
        Remove(entry);
        return entry;
    }

    /// <summary>Brings an entry forward if it is due earlier than the heap has it.</summary>
    public void Advance(MemoryEntry entry, DateTimeOffset due)
    {
        if (entry.HeapIndex >= 0 && due.UtcTicks < _items[entry.HeapIndex].Due)
            Up(entry.HeapIndex, (due.UtcTicks, entry));
    }

    private void Up(int index, (long Due, MemoryEntry Entry) item)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (_items[parent].Due <= item.Due)
                break;
            Put(index, _items[parent]);
            index = parent;
        }

        Put(index, item);
    }

    private void Down(int index, (long Due, MemoryEntry Entry) item)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && _items[child + 1].Due < _items[child].Due)
                child++;
            if (item.Due <= _items[child].Due)
                break;
            Put(index, _items[child]);
            index = child;
        }

        Put(index, item);
    }

    private void Put(int index, (long Due, MemoryEntry Entry) item)
    {
        _items[index] = item;
        item.Entry.HeapIndex = index;
    }
}
