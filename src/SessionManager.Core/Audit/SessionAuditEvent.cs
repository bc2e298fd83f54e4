using SessionManager.Sessions;

namespace SessionManager.Audit;

/// <summary>One entry of the audit trail. Immutable; holds no secret.</summary>
public sealed record SessionAuditEvent
{
    /// <summary>What happened.</summary>
    public required SessionAuditKind Kind { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The session; null when the event is about a user.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Whose session it is; null when that cannot be read any more.</summary>
    public required string? UserId { get; init; }

    /// <summary>Who did it: a user id, <see cref="SessionTermination.System"/>, or a word of the host's.</summary>
    public required string Actor { get; init; }

    /// <summary>Why; null where the kind says it all.</summary>
    public string? Reason { get; init; }

    /// <summary>The client's address; null when not known.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The client's user agent; null when not known.</summary>
    public string? UserAgent { get; init; }

    /// <summary>More, as names and values; no secrets.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = Empty;

    private static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();

    /// <summary>Kind and session.</summary>
    public override string ToString() => $"{Kind} {SessionId}";
}
