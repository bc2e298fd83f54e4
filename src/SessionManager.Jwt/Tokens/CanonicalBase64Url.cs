using System.Buffers;
using System.Buffers.Text;

namespace SessionManager.Jwt.Tokens;

/// <summary>Base64url in its one canonical spelling: no padding, no white space, no stray bits in the last character.</summary>
internal static class CanonicalBase64Url
{
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>The bytes; null when the text is not their spelling.</summary>
    /// <remarks>The decoder refuses stray bits by itself today, but promises it nowhere: so the bytes are spelt again.</remarks>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length % 4 == 1 || text.ContainsAnyExcept(Characters))
            return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return
            Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length
            && text.SequenceEqual(Base64Url.EncodeToString(bytes))
            ? bytes
            : null;
    }
}
