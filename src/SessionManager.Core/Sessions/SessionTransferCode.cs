using System.Security.Cryptography;

namespace SessionManager.Sessions;

/// <summary>
/// A code by which another device gets a session of its own, once: for a QR code or a deep link. Show it to the user who
/// asked for it and to nobody else; it is a credential while it lives.
/// </summary>
/// <param name="Code">79 characters that are safe in a URL's fragment, a QR code or a JSON body.</param>
/// <param name="ExpiresAt">Until when it may be redeemed.</param>
public sealed record SessionTransferCode(string Code, DateTimeOffset ExpiresAt)
{
    internal const string Prefix = "transfer_";
    private const int SecretAt = SecretDotAt + 1;
    private const int SecretDotAt = 9 + SessionId.BareLength;
    private const int Length = SecretAt + SessionSecret.Length;

    /// <summary>A placeholder: the code must not reach a log.</summary>
    public override string ToString() => "[session transfer code]";

    internal static SessionTransferCode Create(SessionId id, SessionSecret secret, DateTimeOffset expiresAt) =>
        new(Prefix + new SessionToken(id, secret).Reveal(), expiresAt);

    /// <summary>Reads the text form. Only the one canonical spelling is accepted.</summary>
    internal static bool TryParse(string? code, out SessionToken parts)
    {
        parts = default;
        return code is { Length: Length }
            && code.StartsWith(Prefix, StringComparison.Ordinal)
            && SessionToken.TryParse(code.AsSpan(Prefix.Length), out parts);
    }

    /// <summary>What the record keeps. Under a name of its own, so that no session's secret passes for a code, nor the other way round.</summary>
    internal static SecretHash HashOf(SessionSecret secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "session-manager transfer code"u8, .. secret.Bytes], hash);
        return new SecretHash(hash);
    }
}
