using SessionManager.Sessions;

namespace SessionManager.Management;

/// <summary>What happened to an account.</summary>
public enum SessionSecurityEventKind
{
    /// <summary>The user changed the password, or another credential. Other sessions end; pass the current one as the exception.</summary>
    PasswordChanged,

    /// <summary>The password was reset. All sessions end.</summary>
    PasswordReset,

    /// <summary>The user's role changed. All sessions end, so that the next sign-in gets the new one.</summary>
    RoleChanged,

    /// <summary>The account was disabled. All sessions end.</summary>
    AccountDisabled,

    /// <summary>Something suspicious was seen.</summary>
    SuspiciousActivity,

    /// <summary>An operator decided so.</summary>
    Manual,
}

/// <summary>A security event of a user, for <see cref="ISessionManager.ReportSecurityEventAsync"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="UserId">To whom.</param>
/// <param name="By">Who caused it: a user id, or <see cref="SessionTermination.System"/>.</param>
public sealed record SessionSecurityEvent(SessionSecurityEventKind Kind, string UserId, string By)
{
    /// <summary>A session that stays: the one in which the user changed the password.</summary>
    public SessionId? Except { get; init; }

    /// <summary>
    /// Whether sessions end. False only records the event: for a suspicion that must not lock a victim out.
    /// </summary>
    /// <value>Default true.</value>
    public bool EndSessions { get; init; } = true;

    /// <summary>The client's address, for the audit trail.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent, for the audit trail.</summary>
    public string? UserAgent { get; init; }
}
