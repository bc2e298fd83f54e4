using System.Buffers.Text;
using System.Text;

namespace SessionManager.Benchmarks.Http.Load;

internal enum HttpAnswerState
{
    Incomplete,
    Ok,
    OtherStatus,
    Malformed,
}

/// <summary>
/// As much of HTTP/1.1 as tells that an answer is whole and is a 200. With one request in flight the bytes hold exactly
/// one answer, so anything after its end is an error.
/// </summary>
internal static class HttpAnswer
{
    public static HttpAnswerState Read(ReadOnlySpan<byte> data)
    {
        var headEnd = data.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
            return HttpAnswerState.Incomplete;

        var head = data[..headEnd];
        if (!head.StartsWith("HTTP/1.1 "u8))
            return HttpAnswerState.Malformed;

        var body = data[(headEnd + 4)..];
        var framing = ReadHeaders(head, out var length);
        var state = framing switch
        {
            Framing.Length when body.Length == length => HttpAnswerState.Ok,
            Framing.Length when body.Length < length => HttpAnswerState.Incomplete,
            Framing.Chunked => ReadChunks(body),
            _ => HttpAnswerState.Malformed,
        };
        return state == HttpAnswerState.Ok && !head[9..].StartsWith("200"u8) ? HttpAnswerState.OtherStatus : state;
    }

    private static Framing ReadHeaders(ReadOnlySpan<byte> head, out int length)
    {
        length = 0;
        for (var lineEnd = head.IndexOf("\r\n"u8); lineEnd >= 0; lineEnd = head.IndexOf("\r\n"u8))
        {
            head = head[(lineEnd + 2)..];
            if (ValueOf(head, "content-length: "u8) is { Length: > 0 } digits)
                return Utf8Parser.TryParse(digits, out length, out _) ? Framing.Length : Framing.None;
            if (ValueOf(head, "transfer-encoding: "u8).StartsWith("chunked"u8))
                return Framing.Chunked;
        }

        return Framing.None;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..] : default;

    private static HttpAnswerState ReadChunks(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            var lineEnd = body.IndexOf("\r\n"u8);
            if (lineEnd < 0)
                return HttpAnswerState.Incomplete;
            if (!Utf8Parser.TryParse(body[..lineEnd], out int size, out var digits, 'x') || digits != lineEnd)
                return HttpAnswerState.Malformed;

            // A chunk and its line end; the last one is empty, and no trailers are expected after it.
            var end = lineEnd + 2 + size + 2;
            if (body.Length < end)
                return HttpAnswerState.Incomplete;
            if (!body[(end - 2)..end].SequenceEqual("\r\n"u8))
                return HttpAnswerState.Malformed;
            body = body[end..];
            if (size == 0)
                return body.IsEmpty ? HttpAnswerState.Ok : HttpAnswerState.Malformed;
        }
    }

    private enum Framing
    {
        None,
        Length,
        Chunked,
    }
}
