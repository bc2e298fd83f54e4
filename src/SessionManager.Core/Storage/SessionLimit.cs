using System.Runtime.InteropServices;

namespace SessionManager.Storage;

/// <summary>How many live sessions a user may have, and what to do with one more.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SessionLimit
{
    /// <summary>No limit.</summary>
    public static SessionLimit None => new(int.MaxValue, SessionLimitAction.EvictLeastRecentlyActive);

    /// <summary>Sets a limit.</summary>
    /// <param name="maximum">How many live sessions, the new one included. At least 1.</param>
    /// <param name="action">What to do with one more.</param>
    public SessionLimit(int maximum, SessionLimitAction action)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        Maximum = maximum;
        Action = action;
    }

    /// <summary>How many live sessions, the new one included. <see cref="int.MaxValue"/> stands for no limit.</summary>
    public int Maximum { get; }

    /// <summary>What to do with one more.</summary>
    public SessionLimitAction Action { get; }

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsLimited => Maximum is > 0 and < int.MaxValue;
}

/// <summary>What happens at the limit.</summary>
public enum SessionLimitAction
{
    /// <summary>The session that was used longest ago ends (of equals the one created first, then the lower id).</summary>
    EvictLeastRecentlyActive,

    /// <summary>The session that was created first ends (of equals the lower id).</summary>
    EvictOldest,

    /// <summary>The new session is refused.</summary>
    Reject,
}
