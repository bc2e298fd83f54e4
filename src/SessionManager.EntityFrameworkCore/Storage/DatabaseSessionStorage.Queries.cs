using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        if (!SessionFilter.CanMatch(query.Filters))
            return new(SessionPage.Empty);
        return ReadAsync(
            async (unit, cancellation) =>
            {
                var matching = SessionFilter.Apply(unit, query.Filters, SessionEntityConverter.Utc(now));
                var rows = await SessionFilter
                    .Page(matching, query.After, unit.Dialect.OrdinalId<TSession>())
                    // One more than was asked for, to know whether a next page exists.
                    .Take(query.Limit + 1)
                    .AsNoTracking()
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                return PageOf(rows, query.Limit);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(
            async (unit, cancellation) =>
            {
                var at = SessionEntityConverter.Utc(now);
                var open = await unit
                    .Open.GroupBy(static _ => 1)
                    .Select(rows => new
                    {
                        Live = rows.LongCount(row => row.ExpiresAt > at),
                        Idle = rows.LongCount(row => row.ExpiresAt > at && row.IdleAt <= at),
                        Due = rows.LongCount(row => row.ExpiresAt <= at),
                    })
                    .FirstOrDefaultAsync(cancellation)
                    .ConfigureAwait(false);
                var users = await unit
                    .Open.Where(row => row.ExpiresAt > at)
                    .Select(static row => row.UserId)
                    .Distinct()
                    .LongCountAsync(cancellation)
                    .ConfigureAwait(false);
                var over = await unit
                    .Sessions.Where(static row => row.TerminatedAt != null)
                    .GroupBy(static row => row.TerminationReason == SessionEndReasons.Expired)
                    .Select(static rows => new { Expired = rows.Key, Count = rows.LongCount() })
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                return new SessionStatistics
                {
                    Active = (open?.Live ?? 0) - (open?.Idle ?? 0),
                    Idle = open?.Idle ?? 0,
                    Expired = (open?.Due ?? 0) + over.Where(static part => part.Expired).Sum(static part => part.Count),
                    Terminated = over.Where(static part => !part.Expired).Sum(static part => part.Count),
                    Users = users,
                };
            },
            cancellationToken
        );

    /// <summary>A damaged row is left out of the page, but the page is as long as the rows that were read for it.</summary>
    private static SessionPage PageOf(List<TSession> rows, int limit)
    {
        SessionCursor? next = null;
        if (rows.Count > limit)
        {
            rows.RemoveAt(limit);
            next = new SessionCursor(
                SessionEntityConverter.Time(rows[^1].LastActivity),
                SessionId.Parse(rows[^1].Id, CultureInfo.InvariantCulture)
            );
        }

        return new SessionPage([.. Readable(rows).Select(static record => record.Session)], next);
    }
}
