using System.Collections.Concurrent;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Redis.Storage;

/// <summary>
/// How values were last read: parsing one costs more than telling that it is the same bytes as before, and the same
/// record lets a host keep what it made of it. It answers nothing by itself: the bytes come from Redis each time.
/// </summary>
internal sealed class RememberedRecords(int capacity)
{
    private readonly ConcurrentDictionary<SessionId, Entry> _entries = new();
    private readonly ConcurrentQueue<SessionId> _order = new();

    public SessionRecord Read(SessionId id, byte[] value)
    {
        if (capacity == 0)
            return RedisValueForm.Read(value);
        var known = _entries.TryGetValue(id, out var entry);
        if (known && value.AsSpan().SequenceEqual(entry!.Value))
            return entry.Record;
        var record = RedisValueForm.Read(value);
        _entries[id] = new Entry(value, record);
        if (known)
            return record;
        _order.Enqueue(id);
        while (_order.Count > capacity && _order.TryDequeue(out var oldest))
            _entries.TryRemove(oldest, out _);
        return record;
    }

    private sealed record Entry(byte[] Value, SessionRecord Record);
}
