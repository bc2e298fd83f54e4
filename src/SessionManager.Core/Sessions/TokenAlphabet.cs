using System.Buffers;
using System.Buffers.Text;

namespace SessionManager.Sessions;

/// <summary>Reads base64url in its one canonical spelling, without an exception or an allocation whatever is presented.</summary>
internal static class TokenAlphabet
{
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>
    /// Decodes exactly as many bytes as there is room for. The decoder alone would skip white space, take padding, and
    /// not look at the bits beyond the last byte, so the caller also says which last characters leave those bits zero.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, ReadOnlySpan<char> lastCharacters, Span<byte> bytes) =>
        lastCharacters.Contains(text[^1])
        && !text.ContainsAnyExcept(Characters)
        && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
        && written == bytes.Length;
}
