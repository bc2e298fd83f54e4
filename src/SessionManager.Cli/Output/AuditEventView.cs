using SessionManager.Audit.Trail;

namespace SessionManager.Cli.Output;

/// <summary>An event of the audit trail as <c>--json</c> shows it.</summary>
internal sealed record AuditEventView
{
    public required string Node { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Whether the row could be read; if not, the rest is empty.</summary>
    public required bool Readable { get; init; }

    public DateTimeOffset? At { get; init; }

    public string? Event { get; init; }

    public string? SessionId { get; init; }

    public string? UserId { get; init; }

    public string? Actor { get; init; }

    public string? Reason { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public IReadOnlyDictionary<string, string>? Details { get; init; }

    public static AuditEventView Of(SessionAuditItem item) =>
        new()
        {
            Node = item.NodeId,
            Sequence = item.Sequence,
            Readable = item.Event is not null,
            At = item.Event?.At,
            Event = item.Event is { } known ? Words.Of(known.Kind) : null,
            SessionId = item.Event?.SessionId?.ToString(),
            UserId = item.Event?.UserId,
            Actor = item.Event?.Actor,
            Reason = item.Event?.Reason,
            IpAddress = item.Event?.IpAddress,
            UserAgent = item.Event?.UserAgent,
            Details = item.Event is { Details.Count: > 0 } detailed ? detailed.Details : null,
        };
}
