using System.Numerics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Redis.Storage;

/// <summary>
/// How values were last read: parsing one costs more than telling that it is the same bytes as before, and the same
/// record lets a host keep what it made of it. It answers nothing by itself: the bytes come from Redis each time.
/// </summary>
/// <remarks>
/// A session has one place, which the last one read takes: no lock and no order to keep, and with more sessions than
/// places each still finds its own now and then.
/// </remarks>
internal sealed class RememberedRecords(int capacity)
{
    private readonly Entry?[] _places =
        capacity == 0 ? [] : new Entry?[BitOperations.RoundUpToPowerOf2((uint)capacity)];

    public SessionRecord Read(SessionId id, byte[] value)
    {
        if (_places.Length == 0)
            return RedisValueForm.Read(value);
        ref var place = ref _places[id.GetHashCode() & (_places.Length - 1)];
        if (Volatile.Read(ref place) is { } entry && entry.Id == id && value.AsSpan().SequenceEqual(entry.Value))
            return entry.Record;
        var record = RedisValueForm.Read(value);
        Volatile.Write(ref place, new Entry(id, value, record));
        return record;
    }

    private sealed record Entry(SessionId Id, byte[] Value, SessionRecord Record);
}
