using SessionManager.Storage;

namespace SessionManager.Policies;

/// <summary>
/// Lifetimes and limits as a host configures them. What is left null is taken from the next wider policy: a user's from
/// the roles', a role's from the default, and the default's from <see cref="SessionPolicy"/>.
/// </summary>
public sealed class SessionPolicyOptions
{
    /// <inheritdoc cref="SessionPolicy.IdleTimeout"/>
    public TimeSpan? IdleTimeout { get; set; }

    /// <inheritdoc cref="SessionPolicy.AbsoluteLifetime"/>
    public TimeSpan? AbsoluteLifetime { get; set; }

    /// <summary>After how long without use a session counts as idle; zero for never.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan? IdleAfter { get; set; }

    /// <inheritdoc cref="SessionPolicy.Sliding"/>
    public bool? Sliding { get; set; }

    /// <inheritdoc cref="SessionPolicy.RememberMeIdleTimeout"/>
    public TimeSpan? RememberMeIdleTimeout { get; set; }

    /// <inheritdoc cref="SessionPolicy.RememberMeLifetime"/>
    public TimeSpan? RememberMeLifetime { get; set; }

    /// <inheritdoc cref="SessionPolicy.RefreshThreshold"/>
    public TimeSpan? RefreshThreshold { get; set; }

    /// <summary>How many live sessions the user may have; <see cref="int.MaxValue"/> for any number.</summary>
    /// <value>Default 10.</value>
    public int? MaxSessions { get; set; }

    /// <summary>What to do with one more.</summary>
    /// <value>Default <see cref="SessionLimitAction.EvictLeastRecentlyActive"/>.</value>
    public SessionLimitAction? WhenExceeded { get; set; }
}
