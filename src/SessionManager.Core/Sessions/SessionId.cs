using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace SessionManager.Sessions;

/// <summary>
/// The public handle of a session: <c>sess_</c> and 26 base64url characters, of which the first 4 are a hash of the
/// user id (the <see cref="Partition"/>) and the other 22 are 128 random bits.
/// </summary>
/// <remarks>
/// An id is safe in a list, a URL or a log: it is never accepted as a credential. It stays the same for the life of
/// the session, also when the secret rotates. The value is immutable and thread-safe.
/// </remarks>
[JsonConverter(typeof(SessionIdJsonConverter))]
public readonly struct SessionId
    : IEquatable<SessionId>,
        IComparable<SessionId>,
        ISpanParsable<SessionId>,
        ISpanFormattable
{
    /// <summary>What every id begins with.</summary>
    public const string Prefix = "sess_";

    /// <summary>The length of the text form, <see cref="Prefix"/> included: 31 characters.</summary>
    public const int Length = 31;

    internal const int BareLength = 26;
    private const int ByteLength = 19;
    private const int PartitionBytes = 3;
    private const int PartitionLength = 4;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _partition;

    private SessionId(ReadOnlySpan<byte> bytes)
    {
        _partition = (uint)((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes[PartitionBytes..]);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[(PartitionBytes + sizeof(ulong))..]);
    }

    /// <summary>
    /// The 4 base64url characters that all sessions of one user share: the first 24 bits of the SHA-256 of the user id.
    /// Storages that spread keys over nodes keep a user's keys together by it.
    /// </summary>
    public string Partition => ToString().Substring(Prefix.Length, PartitionLength);

    /// <summary>The 24 bits of the <see cref="Partition"/>, without making a text of them.</summary>
    internal uint PartitionBits => _partition;

    /// <summary>Makes a new id for a session of this user, from the operating system's random number generator.</summary>
    /// <param name="userId">The user the session belongs to. Not empty.</param>
    public static SessionId Create(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        Span<byte> bytes = stackalloc byte[ByteLength];
        WritePartition(userId, bytes);
        RandomNumberGenerator.Fill(bytes[PartitionBytes..]);
        return new SessionId(bytes);
    }

    /// <summary>The <see cref="Partition"/> that every session id of this user has.</summary>
    /// <param name="userId">The user. Not empty.</param>
    public static string PartitionOf(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        Span<byte> bytes = stackalloc byte[PartitionBytes];
        WritePartition(userId, bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the 24 bits of a <see cref="Partition"/>.</summary>
    internal static bool TryParsePartition(ReadOnlySpan<char> partition, out uint bits)
    {
        bits = 0;
        // The decoder passes over white space: only a name that fills all bytes is one.
        Span<byte> bytes = stackalloc byte[PartitionBytes];
        if (
            partition.Length != PartitionLength
            || Base64Url.DecodeFromChars(partition, bytes, out _, out var written) != OperationStatus.Done
            || written != PartitionBytes
        )
        {
            return false;
        }

        bits = (uint)((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);
        return true;
    }

    /// <summary>Reads the text form. Only the one canonical spelling of an id is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionId id)
    {
        if (text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal))
            return TryParseBare(text[Prefix.Length..], out id);
        id = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out SessionId)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id) => TryParse(text.AsSpan(), out id);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SessionId result) =>
        TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not a session id.</exception>
    public static SessionId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, out var id)
            ? id
            : throw new FormatException($"A session id is '{Prefix}' and {BareLength} base64url characters.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static SessionId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <summary>Reads the 26 characters after the prefix, as they stand in a token.</summary>
    internal static bool TryParseBare(ReadOnlySpan<char> text, out SessionId id)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        if (text.Length == BareLength && TokenAlphabet.TryDecode(text, "AQgw", bytes))
        {
            id = new SessionId(bytes);
            return true;
        }

        id = default;
        return false;
    }

    internal void WriteBare(Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        WriteBytes(bytes);
        Base64Url.EncodeToChars(bytes, destination);
    }

    /// <summary>The text form: <c>sess_</c> and 26 characters.</summary>
    public override string ToString() =>
        string.Create(
            Length,
            this,
            static (span, id) =>
            {
                Prefix.CopyTo(span);
                id.WriteBare(span[Prefix.Length..]);
            }
        );

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        charsWritten = 0;
        if (destination.Length < Length)
            return false;
        Prefix.CopyTo(destination);
        WriteBare(destination[Prefix.Length..]);
        charsWritten = Length;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(SessionId other) => _low == other._low && _high == other._high && _partition == other._partition;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SessionId other && Equals(other);

    /// <summary>32 of the random bits: ids are made here and not chosen by a client, so they need no further mixing.</summary>
    public override int GetHashCode() => (int)_low;

    /// <summary>
    /// Orders ids as their text forms compare character by character: an order that means nothing, and that a database
    /// column with binary collation or a Redis sorted set has as well.
    /// </summary>
    public int CompareTo(SessionId other)
    {
        if (Equals(other))
            return 0;
        Span<char> mine = stackalloc char[BareLength];
        Span<char> others = stackalloc char[BareLength];
        WriteBare(mine);
        other.WriteBare(others);
        return mine.SequenceCompareTo(others);
    }

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(SessionId left, SessionId right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(SessionId left, SessionId right) => !left.Equals(right);

    private void WriteBytes(Span<byte> bytes)
    {
        bytes[0] = (byte)(_partition >> 16);
        bytes[1] = (byte)(_partition >> 8);
        bytes[2] = (byte)_partition;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[PartitionBytes..], _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(PartitionBytes + sizeof(ulong))..], _low);
    }

    private static void WritePartition(string userId, Span<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(userId), hash);
        hash[..PartitionBytes].CopyTo(bytes);
    }
}
