using SessionManager.Audit;

namespace SessionManager.EntityFrameworkCore.Audit;

/// <summary>Events as rows that have no place in a chain yet.</summary>
internal sealed class AuditBatch
{
    private readonly AuditHasher _hasher;

    public AuditBatch(IReadOnlyList<SessionAuditEvent> events, string nodeId, AuditHasher hasher)
    {
        _hasher = hasher;
        var rows = new SessionAuditEntry[events.Count];
        for (var index = 0; index < rows.Length; index++)
            rows[index] = Row(events[index], nodeId);
        Rows = rows;
        Fingerprint = hasher.Of(rows);
    }

    public IReadOnlyList<SessionAuditEntry> Rows { get; }

    /// <summary>Equal for batches that say the same.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>Gives the rows their places behind a row, and their hashes; tells the new end of the chain.</summary>
    public AuditTail Append(AuditTail tail)
    {
        var (sequence, hash) = tail;
        foreach (var row in Rows)
        {
            row.Sequence = ++sequence;
            row.PreviousHash = hash;
            row.Hash = hash = _hasher.Of(row);
        }

        return new AuditTail(sequence, hash);
    }

    private static SessionAuditEntry Row(SessionAuditEvent one, string nodeId) =>
        new()
        {
            NodeId = nodeId,
            At = Cut(one.At),
            Event = AuditWords.Of(one.Kind),
            SessionId = one.SessionId?.ToString(),
            UserId = AuditText.Storable(one.UserId, SessionAuditMapping.UserIdLength),
            Actor = AuditText.Storable(one.Actor, SessionAuditMapping.ActorLength),
            Reason = AuditText.Storable(one.Reason, SessionAuditMapping.ReasonLength),
            IpAddress = AuditText.Storable(one.IpAddress, SessionAuditMapping.IpAddressLength),
            UserAgent = AuditText.Storable(one.UserAgent, SessionAuditMapping.UserAgentLength),
            Details = AuditDetails.Write(one.Details),
        };

    /// <summary>To the microsecond, the finest step that every database keeps: what is hashed is what is stored.</summary>
    private static DateTime Cut(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}

/// <summary>The end of a chain: the place and the hash of its last row.</summary>
internal readonly record struct AuditTail(long Sequence, byte[] Hash)
{
    /// <summary>The end of a chain that has no row yet.</summary>
    public static AuditTail Start => new(0, AuditHasher.None);

    public bool Is(AuditTail other) => Sequence == other.Sequence && AuditHasher.Same(Hash, other.Hash);
}
