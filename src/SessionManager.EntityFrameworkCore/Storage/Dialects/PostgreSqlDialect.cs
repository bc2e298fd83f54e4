using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage.Dialects;

/// <summary>PostgreSQL: a user is locked by one upsert, touches are one statement, cleaners pass over each other's rows.</summary>
internal sealed class PostgreSqlDialect : SessionDialect
{
    public override Expression<Func<TSession, string>> OrdinalId<TSession>() =>
        static session => EF.Functions.Collate(session.Id, "C");

    public override Func<string, string> AnyOf => static ids => $"ANY ({ids})";

    public override Task EnsureUserAsync(DbContext context, string userId, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override async Task<LockedUser> LockUserAsync(
        DbContext context,
        SessionTable table,
        string userId,
        CancellationToken cancellationToken
    )
    {
        // The update that changes nothing is what locks a row that is there.
        var sql =
            $"INSERT INTO {table.UsersName} AS u ({table.UserId}) VALUES ({{0}}) "
            + $"ON CONFLICT ({table.UserId}) DO UPDATE SET {table.UserId} = EXCLUDED.{table.UserId} "
            + $"RETURNING u.{table.EndedBefore} AS \"Value\"";
        var marks = await context
            .Database.SqlQueryRaw<DateTime?>(sql, userId)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return new LockedUser(Found: true, marks[0]);
    }

    public override async Task<ExpiredBatch> ExpireAsync<TSession>(
        DatabaseUnit<TSession> unit,
        DateTime now,
        int batch,
        Guid marker,
        CancellationToken cancellationToken
    )
    {
        var table = unit.Table;
        var id = table[nameof(SessionEntity.Id)];
        var ended = table[nameof(SessionEntity.TerminatedAt)];
        var expires = table[nameof(SessionEntity.ExpiresAt)];
        var version = table[nameof(SessionEntity.Version)];
        var (open, over) = table.Has(nameof(SessionEntity.Status))
            ? (
                $"{table[nameof(SessionEntity.Status)]} = 'active'",
                $"{table[nameof(SessionEntity.Status)]} = 'expired'"
            )
            : (table[nameof(SessionEntity.IsActive)], $"{table[nameof(SessionEntity.IsActive)]} = FALSE");
        // An array is made once; a subquery in FROM might run again for each row, and take others than it has locked.
        var sql =
            $"UPDATE {table.Name} AS s SET {ended} = s.{expires}, {version} = s.{version} + 1, {over}, "
            + $"{table[nameof(SessionEntity.TerminatedBy)]} = {{0}}, "
            + $"{table[nameof(SessionEntity.TerminationReason)]} = {{1}}, "
            + $"{table[nameof(SessionEntity.TerminationId)]} = {{2}} "
            + $"WHERE s.{id} = ANY (ARRAY(SELECT {id} FROM {table.Name} WHERE {open} AND {expires} <= {{3}} "
            + $"ORDER BY {expires} LIMIT {{4}} FOR UPDATE SKIP LOCKED)) RETURNING s.{id} AS \"Value\"";
        var ids = await unit
            .Context.Database.SqlQueryRaw<string>(
                sql,
                SessionTermination.System,
                SessionEndReasons.Expired,
                marker,
                now,
                batch
            )
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return new(ids, MayBeMore: false);
    }

    public override async Task<PurgedBatch> PurgeAsync<TSession>(
        DatabaseUnit<TSession> unit,
        DateTime endedBefore,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var table = unit.Table;
        var id = table[nameof(SessionEntity.Id)];
        var ended = table[nameof(SessionEntity.TerminatedAt)];
        var sql =
            $"DELETE FROM {table.Name} AS s WHERE s.{id} = ANY (ARRAY(SELECT {id} FROM {table.Name} "
            + $"WHERE {ended} < {{0}} ORDER BY {ended} LIMIT {{1}} FOR UPDATE SKIP LOCKED)) "
            + $"RETURNING s.{table[nameof(SessionEntity.UserId)]} AS \"Value\"";
        var users = await unit
            .Context.Database.SqlQueryRaw<string>(sql, endedBefore, batch)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        return new(users.Count, [.. users.Distinct(StringComparer.Ordinal)], MayBeMore: false);
    }

    /// <summary>The rule of <c>UserSession.UsedAt</c> as one statement.</summary>
    public override Task<int> TouchAsync<TSession>(
        DbContext context,
        SessionTable table,
        IReadOnlyList<SessionTouch> touches,
        CancellationToken cancellationToken
    )
    {
        var ids = new string[touches.Count];
        var times = new DateTime[touches.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = touches[i].Id.ToString();
            times[i] = SessionEntityConverter.Utc(touches[i].At);
        }

        return context.Database.ExecuteSqlRawAsync(TouchSql(table), [ids, times], cancellationToken);
    }

    private static string TouchSql(SessionTable table)
    {
        var id = table[nameof(SessionEntity.Id)];
        var last = table[nameof(SessionEntity.LastActivity)];
        var expires = table[nameof(SessionEntity.ExpiresAt)];
        var end = table[nameof(SessionEntity.AbsoluteExpiresAt)];
        var version = table[nameof(SessionEntity.Version)];
        var sliding = table[nameof(SessionEntity.IsSliding)];
        var timeout = table[nameof(SessionEntity.IdleTimeout)];
        var idleAt = table[nameof(SessionEntity.IdleAt)];
        var idleAfter = table[nameof(SessionEntity.IdleAfter)];
        var ended = table[nameof(SessionEntity.TerminatedAt)];
        const string microsecond = "interval '1 microsecond'";
        return $"UPDATE {table.Name} AS s SET {last} = t.at, {version} = s.{version} + 1, "
            + $"{expires} = CASE WHEN s.{sliding} THEN "
            + $"GREATEST(s.{expires}, LEAST(t.at + s.{timeout} * {microsecond}, s.{end})) ELSE s.{expires} END, "
            + $"{idleAt} = t.at + s.{idleAfter} * {microsecond} "
            // Rows are locked in one order, or two batches of the same sessions would wait for each other.
            + $"FROM (SELECT r.{id} AS id, u.at FROM {table.Name} AS r JOIN unnest({{0}}, {{1}}) AS u(id, at) ON r.{id} = u.id "
            + $"ORDER BY r.{id} FOR UPDATE OF r) AS t "
            + $"WHERE s.{id} = t.id AND s.{ended} IS NULL AND s.{expires} > t.at AND s.{last} < t.at";
    }
}
