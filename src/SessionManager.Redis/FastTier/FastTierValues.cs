using System.Text;
using System.Text.Json;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Serialization;
using SessionManager.Storage.Tiered;

namespace SessionManager.Redis.FastTier;

/// <summary>Reads what the scripts write.</summary>
internal static class FastTierValues
{
    private const byte Copy = (byte)'R';
    private const byte Generation = (byte)'G';
    private const byte Marks = (byte)'W';
    private const byte Line = (byte)'\n';

    public static FastTierReading Read(SessionId id, byte[]? session, byte[]? partition)
    {
        if (Kind(session) == Copy && Kind(partition) == Generation)
            return new FastTierReading(ReadCopy(id, session, partition.AsSpan(1)));
        List<FastTierEnding>? endings = null;
        ReadEndings(session, ref endings);
        ReadEndings(partition, ref endings);
        return new FastTierReading(null, endings);
    }

    /// <summary>One line of JSON; empty when there is none.</summary>
    public static byte[] Write(FastTierEnding? ending) =>
        ending is null
            ? []
            : JsonSerializer.SerializeToUtf8Bytes(
                StoredEnding.From(ending),
                StoredEndingJsonContext.Default.StoredEnding
            );

    private static byte Kind(byte[]? value) => value is { Length: > 0 } ? value[0] : default;

    private static SessionRecord? ReadCopy(SessionId id, ReadOnlySpan<byte> session, ReadOnlySpan<byte> generation)
    {
        var end = session.IndexOf(Line);
        if (end < 1 || !session[1..end].SequenceEqual(generation))
            return null;
        try
        {
            var record = SessionRecordSerializer.Deserialize(session[(end + 1)..]);
            return record.Session.Id == id ? record : null;
        }
        catch (SessionRecordUnreadableException)
        {
            // A newer version wrote it, or it is damaged: the durable storage knows.
            return null;
        }
    }

    /// <summary><c>W</c>, then a line a writer: until when, its name, and its ending or nothing.</summary>
    private static void ReadEndings(byte[]? value, ref List<FastTierEnding>? endings)
    {
        if (Kind(value) != Marks)
            return;
        foreach (var line in Encoding.UTF8.GetString(value!).Split('\n').Skip(1))
        {
            if (line.Split(' ', 3) is [_, _, { Length: > 0 } json] && StoredEnding.TryRead(json) is { } ending)
                (endings ??= []).Add(ending);
        }
    }
}
