using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>Whose tokens are to become worthless, for <see cref="ISessionManager.RotateAllAsync"/>.</summary>
/// <param name="By">Who caused it: a user id, or <see cref="SessionTermination.System"/>.</param>
public sealed record SessionTokenRotation(string By)
{
    /// <summary>Whose; null for everyone.</summary>
    public string? UserId { get; init; }

    /// <summary>The session of the request that asks: if it is one of those, it goes on under new tokens. Null for none.</summary>
    public SessionId? Current { get; init; }

    /// <summary>The client's address, for the audit trail.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent, for the audit trail.</summary>
    public string? UserAgent { get; init; }
}

/// <summary>What <see cref="ISessionManager.RotateAllAsync"/> did.</summary>
/// <param name="Ended">How many sessions it ended.</param>
/// <param name="Current">
/// The session that goes on, and its new tokens, to hand to the client; null when none was to. If it did not succeed, that
/// session is over as well.
/// </param>
public sealed record SessionTokenRotationResult(int Ended, SessionTokensResult? Current);
