using SessionManager.Jwt.Keys;
using SessionManager.Sessions;

namespace SessionManager.Jwt.Tokens;

/// <summary>
/// What a token whose signature was good says. It is remembered, so it holds no verdict that could change: times, keys
/// and the session are looked at anew with each request.
/// </summary>
internal sealed class VerifiedAccessToken
{
    private volatile Match? _match;

    public required JwtSigningKey Key { get; init; }

    public required SessionId Id { get; init; }

    public required Generation Generation { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>The session as the token alone proves it; null where the storage is asked.</summary>
    public UserSession? Vouched { get; init; }

    /// <summary>Whether this was issued with the refresh token of this hash.</summary>
    public bool IsOf(SecretHash hash)
    {
        // The generation costs a hash, and all requests with a token ask about the same one.
        if (_match is { } match && match.Hash == hash)
            return true;
        if (Generation.Of(hash) != Generation)
            return false;
        _match = new Match(hash);
        return true;
    }

    /// <summary>Only the session's id.</summary>
    public override string ToString() => $"access token of {Id}";

    private sealed class Match(SecretHash hash)
    {
        public SecretHash Hash { get; } = hash;
    }
}
