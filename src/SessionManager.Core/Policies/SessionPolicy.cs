using SessionManager.Storage;

namespace SessionManager.Policies;

/// <summary>The lifetimes and limits that apply to one user. Immutable; every value is set.</summary>
public sealed record SessionPolicy
{
    /// <summary>How long a session lives without use.</summary>
    /// <value>Default 30 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lives at most, however much it is used.</summary>
    /// <value>Default 12 hours.</value>
    public TimeSpan AbsoluteLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>After how long without use a session counts as idle; null for never.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan? IdleAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether use moves the end.</summary>
    /// <value>Default true.</value>
    public bool Sliding { get; init; } = true;

    /// <summary><see cref="IdleTimeout"/> of a session that the user asked to be remembered.</summary>
    /// <value>Default 14 days.</value>
    public TimeSpan RememberMeIdleTimeout { get; init; } = TimeSpan.FromDays(14);

    /// <summary><see cref="AbsoluteLifetime"/> of a session that the user asked to be remembered.</summary>
    /// <value>Default 30 days.</value>
    public TimeSpan RememberMeLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long before its end a client should renew a session.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan RefreshThreshold { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many live sessions the user may have.</summary>
    /// <value>Default 10 per user.</value>
    public SessionLimit Limit { get; init; } = new(10, SessionLimitAction.EvictLeastRecentlyActive);
}
