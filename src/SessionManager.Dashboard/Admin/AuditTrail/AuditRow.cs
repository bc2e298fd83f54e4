using SessionManager.Audit;
using SessionManager.Audit.Trail;

namespace SessionManager.Dashboard.Admin.AuditTrail;

/// <summary>A page of the trail, newest first.</summary>
internal sealed record AuditRows(IReadOnlyList<AuditRow> Events, string? NextCursor);

/// <summary>An event and its place in the trail.</summary>
internal sealed record AuditRow
{
    public required string Node { get; init; }

    public required long Sequence { get; init; }

    /// <summary>False for a row that was altered or that a newer version wrote; then nothing but its place is known.</summary>
    public required bool IsReadable { get; init; }

    public SessionAuditKind? Kind { get; init; }

    public DateTimeOffset? At { get; init; }

    public string? SessionId { get; init; }

    public string? UserId { get; init; }

    public string? Actor { get; init; }

    public string? Reason { get; init; }

    public string? IpAddress { get; init; }

    public string? UserAgent { get; init; }

    public IReadOnlyDictionary<string, string>? Details { get; init; }

    public static AuditRow Of(SessionAuditItem item) =>
        new()
        {
            Node = item.NodeId,
            Sequence = item.Sequence,
            IsReadable = item.Event is not null,
            Kind = item.Event?.Kind,
            At = item.Event?.At,
            SessionId = item.Event?.SessionId?.ToString(),
            UserId = item.Event?.UserId,
            Actor = item.Event?.Actor,
            Reason = item.Event?.Reason,
            IpAddress = item.Event?.IpAddress,
            UserAgent = item.Event?.UserAgent,
            Details = item.Event?.Details,
        };
}
