namespace SessionManager.Management;

/// <summary>What became of an operation.</summary>
public enum SessionOutcome
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>There is no such session.</summary>
    NotFound,

    /// <summary>The caller may not.</summary>
    Denied,

    /// <summary>The session is over.</summary>
    Ended,

    /// <summary>The input is not acceptable; the error names the field and the fix.</summary>
    Invalid,

    /// <summary>The session is not in a state in which this can be done, or others changed it all the while.</summary>
    Conflict,

    /// <summary>The user has as many sessions as they may, and the policy refuses one more.</summary>
    LimitReached,

    /// <summary>All sessions of the user were ended after this sign-in was authenticated.</summary>
    Superseded,
}
