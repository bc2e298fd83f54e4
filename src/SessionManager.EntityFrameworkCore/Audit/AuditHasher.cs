using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>
/// Hashes rows: SHA-256, or HMAC-SHA256 with a key, over an encoding in which no two different rows are the same bytes:
/// a word that names the form and its version, then each field with its length before it. Thread-safe.
/// </summary>
internal sealed class AuditHasher(byte[]? key)
{
    private const string EntryForm = "session-audit-entry/1";
    private const string ChainForm = "session-audit-chain/1";
    private const string BatchForm = "session-audit-batch/1";

    // A field that is absent differs from one that is empty.
    private const int Absent = -1;

    private readonly byte[]? _key = key is null ? null : [.. key];

    /// <summary>What stands where there is no hash: before the first row, and as a broken seal.</summary>
    public static byte[] None => new byte[SessionAuditMapping.HashLength];

    public static bool Same(byte[] left, byte[] right) => CryptographicOperations.FixedTimeEquals(left, right);

    /// <summary>The hash of a row: of all its columns, the hash of the row before included.</summary>
    public byte[] Of(SessionAuditEntry entry)
    {
        var into = Begin(EntryForm);
        Write(into, entry.PreviousHash);
        Write(into, entry.NodeId);
        Write(into, entry.Sequence);
        WriteContent(into, entry);
        return Hash(into);
    }

    /// <summary>The seal of a chain's record.</summary>
    public byte[] Of(SessionAuditChain chain)
    {
        var into = Begin(ChainForm);
        Write(into, chain.NodeId);
        Write(into, chain.FirstSequence);
        Write(into, chain.LastSequence);
        Write(into, chain.LastHash);
        Write(into, chain.AnchorHash);
        return Hash(into);
    }

    /// <summary>Names a batch by what it says, wherever in a chain it may stand.</summary>
    public byte[] Of(IReadOnlyList<SessionAuditEntry> batch)
    {
        var into = Begin(BatchForm);
        Write(into, batch.Count);
        foreach (var entry in batch)
            WriteContent(into, entry);
        return Hash(into);
    }

    private byte[] Hash(ArrayBufferWriter<byte> bytes) =>
        _key is null ? SHA256.HashData(bytes.WrittenSpan) : HMACSHA256.HashData(_key, bytes.WrittenSpan);

    private static ArrayBufferWriter<byte> Begin(string form)
    {
        var into = new ArrayBufferWriter<byte>(512);
        Write(into, form);
        return into;
    }

    private static void WriteContent(ArrayBufferWriter<byte> into, SessionAuditEntry entry)
    {
        Write(into, entry.At.Ticks);
        Write(into, entry.Event);
        Write(into, entry.SessionId);
        Write(into, entry.UserId);
        Write(into, entry.Actor);
        Write(into, entry.Reason);
        Write(into, entry.IpAddress);
        Write(into, entry.UserAgent);
        Write(into, entry.Details);
    }

    private static void Write(ArrayBufferWriter<byte> into, string? text)
    {
        if (text is null)
        {
            WriteLength(into, Absent);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(into, length);
        into.Advance(Encoding.UTF8.GetBytes(text, into.GetSpan(length)));
    }

    private static void Write(ArrayBufferWriter<byte> into, byte[] bytes)
    {
        WriteLength(into, bytes.Length);
        into.Write(bytes);
    }

    private static void Write(ArrayBufferWriter<byte> into, long number)
    {
        WriteLength(into, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(into.GetSpan(sizeof(long)), number);
        into.Advance(sizeof(long));
    }

    private static void WriteLength(ArrayBufferWriter<byte> into, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(into.GetSpan(sizeof(int)), length);
        into.Advance(sizeof(int));
    }
}
