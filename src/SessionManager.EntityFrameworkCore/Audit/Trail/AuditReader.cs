using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Sessions;

namespace SessionManager.EntityFrameworkCore.Audit.Trail;

/// <summary>Reads pages of the trail.</summary>
internal static class AuditReader
{
    public static async Task<SessionAuditPage> ReadAsync(
        DbContext context,
        SessionAuditQuery query,
        CancellationToken cancellationToken
    )
    {
        var rows = await Filter(AuditChains.Entries(context), query)
            .OrderByDescending(static row => row.At)
            .ThenByDescending(static row => row.NodeId)
            .ThenByDescending(static row => row.Sequence)
            .Take(query.Limit + 1)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        SessionAuditCursor? next = null;
        if (rows.Count > query.Limit)
        {
            rows.RemoveAt(query.Limit);
            var last = rows[^1];
            next = new SessionAuditCursor(Time(last), last.NodeId, last.Sequence);
        }

        return new SessionAuditPage(
            rows.ConvertAll(static row => new SessionAuditItem(row.NodeId, row.Sequence, Event(row))),
            next
        );
    }

    private static IQueryable<SessionAuditEntry> Filter(IQueryable<SessionAuditEntry> rows, SessionAuditQuery query)
    {
        // As they were stored: a name that was cut is found by the whole name.
        if (AuditText.Storable(query.UserId, SessionAuditMapping.UserIdLength) is { } user)
            rows = rows.Where(row => row.UserId == user);
        if (query.SessionId?.ToString() is { } session)
            rows = rows.Where(row => row.SessionId == session);
        if (query.Kind is { } kind)
        {
            var word = AuditWords.Of(kind);
            rows = rows.Where(row => row.Event == word);
        }

        if (query.From?.UtcDateTime is { } from)
            rows = rows.Where(row => row.At >= from);
        if (query.To?.UtcDateTime is { } to)
            rows = rows.Where(row => row.At < to);
        return query.After is { } after ? Behind(rows, after) : rows;
    }

    private static IQueryable<SessionAuditEntry> Behind(IQueryable<SessionAuditEntry> rows, SessionAuditCursor after)
    {
        var (at, node, sequence) = (after.At.UtcDateTime, after.NodeId, after.Sequence);
#pragma warning disable CA1309, MA0074 // becomes SQL, where the column's collation orders rows and cursor alike
        return rows.Where(row =>
            row.At <= at
            && (row.At < at || string.Compare(row.NodeId, node) < 0 || (row.NodeId == node && row.Sequence < sequence))
        );
#pragma warning restore CA1309, MA0074
    }

    private static SessionAuditEvent? Event(SessionAuditEntry row)
    {
        SessionId? session = null;
        if (row.SessionId is { } text)
        {
            if (!SessionId.TryParse(text, out var id))
                return null;
            session = id;
        }

        if (!AuditWords.TryParse(row.Event, out var kind))
            return null;
        try
        {
            return new SessionAuditEvent
            {
                Kind = kind,
                At = Time(row),
                SessionId = session,
                UserId = row.UserId,
                Actor = row.Actor,
                Reason = row.Reason,
                IpAddress = row.IpAddress,
                UserAgent = row.UserAgent,
                Details = AuditDetails.Read(row.Details),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTimeOffset Time(SessionAuditEntry row) => new(row.At.Ticks, TimeSpan.Zero);
}
