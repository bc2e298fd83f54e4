namespace SessionManager.Sessions;

/// <summary>
/// One sign-in of one user on one device. Immutable and thread-safe; it holds no secret, so it may be listed and
/// handed around.
/// </summary>
/// <remarks>
/// All times are UTC, cut to the microsecond. What a session <em>is</em> at a moment follows from the clock and not
/// from when a cleanup last ran: ask <see cref="StatusAt"/>.
/// </remarks>
public sealed record UserSession
{
    private readonly long _createdAt;
    private readonly long _lastActivityAt;
    private readonly long _authenticatedAt;
    private readonly long _absoluteExpiresAt;
    private readonly long _expiresAt;

    /// <summary>The public handle.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Whose session it is. 1 to 256 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>A name for people; null when the host gave none. At most 256 characters.</summary>
    public string? UserName { get; init; }

    /// <summary>The roles the server gave the session at sign-in or since. Never taken from a client.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The first of <see cref="Roles"/>; null when there is none.</summary>
    public string? Role => Roles.Count > 0 ? Roles[0] : null;

    /// <summary>The permissions the server gave the session. Never taken from a client.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>When the session was opened.</summary>
    public required DateTimeOffset CreatedAt
    {
        get => Instant.ToTime(_createdAt);
        init => _createdAt = Instant.ToTicks(value);
    }

    /// <summary>When it was last used, exact to the activity interval (60 s unless configured).</summary>
    public required DateTimeOffset LastActivityAt
    {
        get => Instant.ToTime(_lastActivityAt);
        init => _lastActivityAt = Instant.ToTicks(value);
    }

    /// <summary>When the user last proved who they are in this session.</summary>
    public required DateTimeOffset AuthenticatedAt
    {
        get => Instant.ToTime(_authenticatedAt);
        init => _authenticatedAt = Instant.ToTicks(value);
    }

    /// <summary>How the user proved it, in the words of RFC 8176, such as <c>pwd</c> or <c>otp</c>.</summary>
    public IReadOnlyList<string> AuthenticationMethods { get; init; } = [];

    /// <summary>The end that nothing moves.</summary>
    public required DateTimeOffset AbsoluteExpiresAt
    {
        get => Instant.ToTime(_absoluteExpiresAt);
        init => _absoluteExpiresAt = Instant.ToTicks(value);
    }

    /// <summary>
    /// The end as things stand: <see cref="LastActivityAt"/> + <see cref="IdleTimeout"/>, or later when extended, and
    /// never after <see cref="AbsoluteExpiresAt"/>. From this moment on the session is over.
    /// </summary>
    public required DateTimeOffset ExpiresAt
    {
        get => Instant.ToTime(_expiresAt);
        init => _expiresAt = Instant.ToTicks(value);
    }

    /// <summary>How long the session lives without use.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>After how long without use a live session counts as <see cref="SessionStatus.Idle"/>; null for never.</summary>
    public TimeSpan? IdleAfter { get; init; }

    /// <summary>How long before <see cref="ExpiresAt"/> a client should renew the session.</summary>
    public TimeSpan RefreshThreshold { get; init; }

    /// <summary>From when on a client should renew: <see cref="ExpiresAt"/> less <see cref="RefreshThreshold"/>.</summary>
    public DateTimeOffset RefreshAt => ExpiresAt - RefreshThreshold;

    /// <summary>Whether use moves <see cref="ExpiresAt"/>. False in fixed mode.</summary>
    public bool IsSliding { get; init; } = true;

    /// <summary>Whether the user asked to be remembered: the cookie outlives the browser.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>The address the session was opened from; null when not known. At most 45 characters.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent; null when not known. Cut to 512 characters.</summary>
    public string? UserAgent { get; init; }

    /// <summary>What is known of the device.</summary>
    public DeviceInfo Device { get; init; } = DeviceInfo.Unknown;

    /// <summary>Where the session was opened; null when not known.</summary>
    public SessionLocation? Location { get; init; }

    /// <summary>What was unusual about the sign-in; null when nobody looked.</summary>
    public SessionRisk? Risk { get; init; }

    /// <summary>The host's own data: preferences and the like. No secrets: it is stored and listed as it is.</summary>
    public SessionMetadata Metadata { get; init; } = SessionMetadata.Empty;

    /// <summary>
    /// What the user calls the device, so that they know it again in a list; null when they have given it no name. At most
    /// 60 characters. It is theirs to choose and proves nothing.
    /// </summary>
    public string? Label => SessionLabel.Of(Metadata);

    /// <summary>When, by whom and why the session ended; null while nobody has recorded an end.</summary>
    public SessionTermination? Termination { get; init; }

    /// <summary>Whether the session may still be used at this moment.</summary>
    public bool IsLiveAt(DateTimeOffset now) => Termination is null && now.UtcTicks < _expiresAt;

    /// <summary>What the session is at this moment, whether or not a cleanup has run.</summary>
    public SessionStatus StatusAt(DateTimeOffset now)
    {
        if (Termination is not null)
            return Termination.Status;
        if (now.UtcTicks >= _expiresAt)
            return SessionStatus.Expired;
        return IdleAfter is { } idle && now.UtcTicks - _lastActivityAt >= idle.Ticks
            ? SessionStatus.Idle
            : SessionStatus.Active;
    }

    /// <summary>
    /// This session as it is after being used at a moment: the one rule that every storage's touch follows. Activity
    /// only moves forward, and the end only later and never past <see cref="AbsoluteExpiresAt"/>.
    /// </summary>
    public UserSession UsedAt(DateTimeOffset at)
    {
        if (at.UtcTicks <= _lastActivityAt)
            return this;
        var expiresAt = IsSliding ? Earlier(Instant.Add(at, IdleTimeout), AbsoluteExpiresAt) : ExpiresAt;
        return this with { LastActivityAt = at, ExpiresAt = expiresAt > ExpiresAt ? expiresAt : ExpiresAt };
    }

    /// <summary>Whether the sign-in was found unusual, and nobody has proved since who they are.</summary>
    internal bool IsUnprovedRisk => Risk is { Score: > 0 } && _authenticatedAt <= _createdAt;

    /// <summary>Only the id: the rest is personal data.</summary>
    public override string ToString() => $"UserSession {Id}";

    internal static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
