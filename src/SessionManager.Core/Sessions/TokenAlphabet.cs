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
    /// Decodes exactly as many bytes as there is room for. The decoder alone would skip white space and take padding.
    /// That it refuses stray bits beyond the last byte is not promised anywhere, so the caller says which last characters
    /// leave them zero; and what it would refuse is refused before, since its refusal allocates.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, ReadOnlySpan<char> lastCharacters, Span<byte> bytes) =>
        lastCharacters.Contains(text[^1])
        && !text.ContainsAnyExcept(Characters)
        && Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
        && written == bytes.Length;
}
