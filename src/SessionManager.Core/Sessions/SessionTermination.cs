namespace SessionManager.Sessions;

/// <summary>When a session ended, by whom and why. Written once, never changed.</summary>
public sealed record SessionTermination
{
    /// <summary>The actor of what no person did.</summary>
    public const string System = "system";

    private readonly long _at;

    /// <summary>When, in UTC, to the microsecond.</summary>
    public required DateTimeOffset At
    {
        get => Instant.ToTime(_at);
        init => _at = Instant.ToTicks(value);
    }

    /// <summary>The user id of who ended it, or <see cref="System"/>. At most 256 characters.</summary>
    public required string By { get; init; }

    /// <summary>Why: one of <see cref="SessionEndReasons"/> or a word of the host's. At most 100 characters.</summary>
    public required string Reason { get; init; }

    /// <summary><see cref="SessionStatus.Expired"/> when time ran out, else <see cref="SessionStatus.Terminated"/>.</summary>
    public SessionStatus Status =>
        string.Equals(Reason, SessionEndReasons.Expired, StringComparison.Ordinal)
            ? SessionStatus.Expired
            : SessionStatus.Terminated;

    /// <summary>
    /// How long after its time ran out a session can still be ended: one minute, twice what the clocks of two hosts may
    /// differ. By the clock of another host it may be live, and a use there would bring back what was to end here.
    /// </summary>
    public static TimeSpan ClockTolerance { get; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether this ends a session: one without an end whose time had not run out <see cref="ClockTolerance"/> before
    /// <see cref="At"/>.
    /// </summary>
    /// <exception cref="ArgumentNullException">The session is null.</exception>
    public bool Ends(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Termination is null && At - session.ExpiresAt < ClockTolerance;
    }

    /// <summary>The end of a session whose time ran out, as cleanup records it.</summary>
    public static SessionTermination Expiry(DateTimeOffset at) =>
        new()
        {
            At = at,
            By = System,
            Reason = SessionEndReasons.Expired,
        };
}
