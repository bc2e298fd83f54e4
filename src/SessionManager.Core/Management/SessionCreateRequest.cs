using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>What a host knows when a user signs in. Fill it from the server's own knowledge, never from the client's word.</summary>
public sealed record SessionCreateRequest
{
    /// <summary>Asks for a session.</summary>
    /// <param name="userId">Who signed in: 1 to 256 characters, no control characters.</param>
    public SessionCreateRequest(string userId) => UserId = userId;

    /// <summary>Who signed in.</summary>
    public string UserId { get; init; }

    /// <summary>A name for people. At most 256 characters.</summary>
    public string? UserName { get; init; }

    /// <summary>The roles: they choose the policy. At most 32, of 1 to 64 characters each.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The permissions. At most 256, of 1 to 128 characters each.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>The client's address, from the connection or a trusted proxy.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent: cut to 512 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether the user asked to be remembered.</summary>
    public bool RememberMe { get; init; }

    /// <summary>
    /// An idle timeout for this session alone, brought within <c>MinimumTimeout</c> and <c>MaximumTimeout</c> and the
    /// policy's absolute lifetime; null for the policy's.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The host's own data.</summary>
    public SessionMetadata Metadata { get; init; } = SessionMetadata.Empty;

    /// <summary>How the user proved who they are, in the words of RFC 8176.</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>
    /// When the check of the credentials <em>began</em>; null for now. A host that checks a password first and then
    /// creates the session passes it, so that a "sign out everywhere" in between wins.
    /// </summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }
}
