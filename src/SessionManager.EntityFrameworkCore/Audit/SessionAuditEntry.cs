namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>A row of the audit trail, table <c>session_audit</c>: one event, at its place in its node's chain.</summary>
/// <remarks>
/// Written by the library only: a row that anything else writes, changes or deletes breaks the chain. Read it through
/// <see cref="SessionManager.Audit.Trail.ISessionAuditTrail"/>. Not thread-safe, as entities are.
/// </remarks>
public sealed class SessionAuditEntry
{
    /// <summary>Which node wrote it: the chain it belongs to.</summary>
    public string NodeId { get; internal set; } = string.Empty;

    /// <summary>Its place in the chain, counted from 1 without gaps.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When it happened, in UTC, to the microsecond.</summary>
    public DateTime At { get; internal set; }

    /// <summary>What happened: a <see cref="SessionManager.Audit.SessionAuditKind"/> in snake_case.</summary>
    public string Event { get; internal set; } = string.Empty;

    /// <summary>The session; null when the event is about a user.</summary>
    public string? SessionId { get; internal set; }

    /// <summary>Whose session it is; null when that was not known.</summary>
    public string? UserId { get; internal set; }

    /// <summary>Who did it.</summary>
    public string Actor { get; internal set; } = string.Empty;

    /// <summary>Why; null where the kind says it all.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The client's address; null when not known.</summary>
    public string? IpAddress { get; internal set; }

    /// <summary>The client's user agent; null when not known.</summary>
    public string? UserAgent { get; internal set; }

    /// <summary>More, as a JSON object whose names are sorted; null when there is no more.</summary>
    public string? Details { get; internal set; }

    /// <summary>The hash of the row before; 32 zero bytes in the first row of a chain.</summary>
    public byte[] PreviousHash { get; internal set; } = [];

    /// <summary>The hash of this row and of the one before.</summary>
    public byte[] Hash { get; internal set; } = [];
}
