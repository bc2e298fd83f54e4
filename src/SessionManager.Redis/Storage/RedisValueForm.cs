using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Serialization;

namespace SessionManager.Redis.Storage;

/// <summary>
/// The stored form of a session: a header of fixed width that scripts read and change in place, the user id, how it
/// ended, and the JSON of <see cref="SessionRecordSerializer"/>. The layout stands in <c>prelude.lua</c>. Where the header
/// and the JSON disagree the header is right: scripts change nothing else.
/// </summary>
internal static class RedisValueForm
{
    private const byte Form = (byte)'1';
    private const int HeaderLength = 144;
    private const byte NotEnded = (byte)'A';
    private const int StateAt = 1;
    private const int LengthAt = 2;
    private const int VersionAt = 10;
    private const int VersionWidth = 16;
    private const int ActiveAt = 26;
    private const int ExpiresAt = ActiveAt + RedisTime.Width;
    private const int IdleAfterAt = 98;
    private const int SlidingAt = 134;
    private const int UserLengthAt = 135;
    private const int EndingLengthAt = 139;

    private static readonly string Never = new('-', RedisTime.Width);

    /// <summary>The state that an ending leaves, by whom and why: what scripts put behind its time.</summary>
    public static string Ending(SessionTermination termination) =>
        $"{(termination.Status == SessionStatus.Expired ? 'X' : 'T')}[{Quoted(termination.By)},{Quoted(termination.Reason)}]";

    public static string Version(long version) =>
        version.ToString(CultureInfo.InvariantCulture).PadLeft(VersionWidth, '0');

    /// <summary>Writes a record that is not ended.</summary>
    public static byte[] Write(SessionRecord record)
    {
        var session = record.Session;
        var body = SessionRecordSerializer.Serialize(record);
        var userLength = Encoding.UTF8.GetByteCount(session.UserId);
        var header = string.Create(
            CultureInfo.InvariantCulture,
            $"1A{HeaderLength + userLength + body.Length:D8}{Version(record.Version)}"
                + $"{RedisTime.Text(session.LastActivityAt)}{RedisTime.Text(session.ExpiresAt)}"
                + $"{RedisTime.Text(session.AbsoluteExpiresAt)}{RedisTime.Text(session.IdleTimeout)}"
                + $"{(session.IdleAfter is { } idle ? RedisTime.Text(idle) : Never)}{RedisTime.Text(session.CreatedAt)}"
                + $"{(session.IsSliding ? '1' : '0')}{userLength:D4}00000"
        );
        var value = new byte[HeaderLength + userLength + body.Length];
        Encoding.ASCII.GetBytes(header, value);
        Encoding.UTF8.GetBytes(session.UserId, value.AsSpan(HeaderLength));
        body.CopyTo(value, HeaderLength + userLength);
        return value;
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="SessionRecordUnreadableException">It is damaged, or a newer version wrote it.</exception>
    public static SessionRecord Read(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeaderLength || Number(value[LengthAt..VersionAt]) != value.Length)
            throw Damaged(null);
        if (value[0] != Form)
        {
            throw new SessionRecordUnreadableException(
                "A session was stored in a form that this version of the library does not know. Update it on this node."
            );
        }

        if (!IsHeader(value[..HeaderLength]))
            throw Damaged(null);
        var userLength = Number(value.Slice(UserLengthAt, 4));
        var endingLength = Number(value.Slice(EndingLengthAt, 5));
        var endingAt = HeaderLength + userLength;
        if (endingAt + endingLength > value.Length || (value[StateAt] == NotEnded) != (endingLength == 0))
            throw Damaged(null);
        try
        {
            var record = SessionRecordSerializer.Deserialize(value[(endingAt + endingLength)..]);
            return Overlay(record, value, endingLength == 0 ? default : value.Slice(endingAt, endingLength));
        }
        catch (Exception exception)
            when (exception
                    is FormatException
                        or OverflowException
                        or JsonException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            // The last two: an ending cut short, a time that is none, and what stands where a text should.
            throw Damaged(exception);
        }
    }

    /// <summary>What scripts take for a header, behind its form; they pass over any other.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> header)
    {
        var idleAfter = header.Slice(IdleAfterAt, RedisTime.Width);
        return "ATX"u8.Contains(header[StateAt])
            && header[VersionAt] == (byte)'0'
            && AreDigits(header[LengthAt..IdleAfterAt])
            && (AreDigits(idleAfter) || !idleAfter.ContainsAnyExcept((byte)'-'))
            && AreDigits(header[(IdleAfterAt + RedisTime.Width)..])
            && header[SlidingAt] is (byte)'0' or (byte)'1';
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static SessionRecord Overlay(SessionRecord record, ReadOnlySpan<byte> value, ReadOnlySpan<byte> ending)
    {
        var version = long.Parse(value.Slice(VersionAt, VersionWidth), CultureInfo.InvariantCulture);
        // A record that nobody touched since it was written is whole in its JSON.
        if (version == record.Version && ending.IsEmpty)
            return record;
        return record with
        {
            Version = version,
            Session = record.Session with
            {
                LastActivityAt = RedisTime.Parse(value.Slice(ActiveAt, RedisTime.Width)),
                ExpiresAt = RedisTime.Parse(value.Slice(ExpiresAt, RedisTime.Width)),
                Termination = ending.IsEmpty ? null : Termination(ending),
            },
        };
    }

    private static SessionTermination Termination(ReadOnlySpan<byte> ending)
    {
        var at = RedisTime.Parse(ending[..RedisTime.Width]);
        var reader = new Utf8JsonReader(ending[RedisTime.Width..]);
        reader.Read();
        return new()
        {
            At = at,
            By = Next(ref reader),
            Reason = Next(ref reader),
        };
    }

    private static string Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? throw new FormatException("An ending without a text.");
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static int Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int number, out var read) && read == digits.Length ? number : -1;

    private static SessionRecordUnreadableException Damaged(Exception? exception) =>
        new("A stored session is damaged and cannot be read.", exception);
}
