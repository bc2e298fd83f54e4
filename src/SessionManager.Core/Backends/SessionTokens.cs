namespace SessionManager.Backends;

/// <summary>What a client is given. Hand it over once, over TLS, and keep it nowhere.</summary>
public sealed record SessionTokens
{
    /// <summary>What the client presents with each request.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// What the client presents to get new tokens; null when that is <see cref="Token"/> itself, as with opaque tokens.
    /// </summary>
    public string? RefreshToken { get; init; }

    /// <summary>When <see cref="Token"/> ends before its session does; null when it lives as long as the session.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>
    /// From when on the client should get new ones, when that is before <see cref="SessionManager.Sessions.UserSession.RefreshAt"/>
    /// of its session; null when it is not.
    /// </summary>
    public DateTimeOffset? RefreshAt { get; init; }

    /// <summary>A placeholder: tokens have no place in a log.</summary>
    public override string ToString() => "[session tokens]";
}
