namespace SessionManager.Sessions;

/// <summary>Why a session ended. A host may use words of its own, of at most 100 characters.</summary>
public static class SessionEndReasons
{
    /// <summary>The user signed out.</summary>
    public const string UserLogout = "user_logout";

    /// <summary>The user signed out everywhere.</summary>
    public const string UserLogoutAll = "user_logout_all";

    /// <summary>Something about the account's safety changed.</summary>
    public const string SecurityEvent = "security_event";

    /// <summary>A newer sign-in took the place of this one.</summary>
    public const string MaxSessionsExceeded = "max_sessions_exceeded";

    /// <summary>An administrator ended it.</summary>
    public const string AdminRevoked = "admin_revoked";

    /// <summary>The password or another credential changed.</summary>
    public const string CredentialChange = "credential_change";

    /// <summary>A secret that had been replaced was presented again: a copy is in other hands.</summary>
    public const string TokenReuse = "token_reuse";

    /// <summary>All tokens of the user, or of everyone, were made worthless at once.</summary>
    public const string TokenRotation = "token_rotation";

    /// <summary>The session that it was transferred or opened from ended, or lost rights, at that very moment.</summary>
    public const string TransferRevoked = "transfer_revoked";

    /// <summary>It was older than its policy allows since the roles or the policy changed, when it was refreshed or changed.</summary>
    public const string PolicyTightened = "policy_tightened";

    /// <summary>The audit trail could not record the sign-in, and it must (strict audit).</summary>
    public const string AuditFailed = "audit_failed";

    /// <summary>Its time ran out. Reserved: only the library ends a session so.</summary>
    public const string Expired = "expired";
}
