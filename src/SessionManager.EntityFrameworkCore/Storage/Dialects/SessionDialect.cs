using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage.Dialects;

/// <summary>
/// The few steps that databases do differently. This one is for any relational provider: statements that Entity
/// Framework Core writes, and row locks that a plain UPDATE takes. The others override what their database does better.
/// </summary>
internal class SessionDialect
{
    /// <summary>Picks by the provider of a context.</summary>
    public static SessionDialect Of(string? providerName) =>
        providerName switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => new PostgreSqlDialect(),
            "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteDialect(),
            _ => new SessionDialect(),
        };

    /// <summary>A session's id as an expression that orders by characters, whatever the column's collation.</summary>
    public virtual Expression<Func<TSession, string>> OrdinalId<TSession>()
        where TSession : SessionEntity => static session => session.Id;

    /// <summary>What a column equals to be one of an array of texts, by the array's parameter; null where there are no arrays.</summary>
    public virtual Func<string, string>? AnyOf => null;

    /// <summary>Waits until this process may write, where a database takes one writer at a time.</summary>
    public virtual ValueTask<IDisposable?> EnterWriteAsync(DbContext context, CancellationToken cancellationToken) =>
        default;

    /// <summary>
    /// What must happen before the transaction that locks a user begins: where an insert that finds the row there would
    /// spoil the transaction, the row is made beforehand.
    /// </summary>
    public virtual async Task EnsureUserAsync(DbContext context, string userId, CancellationToken cancellationToken)
    {
        const int tries = 5;
        var users = context.Set<SessionUserEntity>().IgnoreQueryFilters();
        for (var left = tries; ; left--)
        {
            if (await users.AnyAsync(user => user.UserId == userId, cancellationToken).ConfigureAwait(false))
                return;
            try
            {
                context.Add(new SessionUserEntity { UserId = userId });
                await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (DbUpdateException) when (left > 1)
            {
                // Another node made it meanwhile, and may even have erased it again: look once more.
            }
            finally
            {
                context.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Locks a user until the end of the transaction.</summary>
    /// <returns>The user's mark; null in <c>Found</c> when the row is not there (any more): begin again.</returns>
    public virtual async Task<LockedUser> LockUserAsync(
        DbContext context,
        SessionTable table,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var users = context.Set<SessionUserEntity>().IgnoreQueryFilters().Where(user => user.UserId == userId);
        // An update that changes nothing locks the row like any other.
        var locked = await users
            .ExecuteUpdateAsync(
                static row => row.SetProperty(static user => user.ReviewAt, static user => user.ReviewAt),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (locked == 0)
            return default;
        var mark = await users
            .AsNoTracking()
            .Select(static user => user.EndedBefore)
            .SingleAsync(cancellationToken)
            .ConfigureAwait(false);
        return new LockedUser(Found: true, mark);
    }

    /// <summary>
    /// Marks up to so many due sessions expired inside a transaction, the longest overdue first, and passes over what another
    /// node is busy with where the database can.
    /// </summary>
    public virtual async Task<ExpiredBatch> ExpireAsync<TSession>(
        DatabaseUnit<TSession> unit,
        DateTime now,
        int batch,
        Guid marker,
        CancellationToken cancellationToken
    )
        where TSession : SessionEntity
    {
        var ids = await unit
            .Open.AsNoTracking()
            .Where(session => session.ExpiresAt <= now)
            .OrderBy(static session => session.ExpiresAt)
            .Take(batch)
            .Select(static session => session.Id)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (ids.Count == 0)
            return new(ids, MayBeMore: false);
        var ended = await unit
            .Sessions.Where(row => ids.Contains(row.Id) && row.TerminatedAt == null && row.ExpiresAt <= now)
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(row => row.TerminatedAt, row => row.ExpiresAt)
                        .SetProperty(row => row.TerminatedBy, SessionTermination.System)
                        .SetProperty(row => row.TerminationReason, SessionEndReasons.Expired)
                        .SetProperty(row => row.TerminationId, marker)
                        .SetProperty(row => row.Version, row => row.Version + 1);
                    if (unit.Table.Has(nameof(SessionEntity.Status)))
                        set.SetProperty(row => row.Status, "expired");
                    else
                        set.SetProperty(row => row.IsActive, false);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        // Another cleaner may have been faster with some of these: there may be more behind them.
        return new(ids, MayBeMore: ended < ids.Count);
    }

    /// <summary>Deletes up to so many sessions that ended before a moment, the longest ended first, inside a transaction.</summary>
    public virtual async Task<PurgedBatch> PurgeAsync<TSession>(
        DatabaseUnit<TSession> unit,
        DateTime endedBefore,
        int batch,
        CancellationToken cancellationToken
    )
        where TSession : SessionEntity
    {
        var rows = await unit
            .Sessions.AsNoTracking()
            .Where(session => session.TerminatedAt != null && session.TerminatedAt < endedBefore)
            .OrderBy(static session => session.TerminatedAt)
            .Take(batch)
            .Select(static session => new { session.Id, session.UserId })
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (rows.Count == 0)
            return new(0, [], MayBeMore: false);
        var ids = rows.ConvertAll(static row => row.Id);
        // No more than the id: what has ended never changes any more.
        var deleted = await unit
            .Sessions.Where(row => ids.Contains(row.Id))
            .ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        var users = rows.Select(static row => row.UserId).Distinct(StringComparer.Ordinal).ToList();
        return new(deleted, users, MayBeMore: deleted < rows.Count);
    }

    /// <summary>
    /// Records uses (<see cref="ISessionStorage.TouchAsync"/>) inside a transaction: reads the rows, and writes each one that is
    /// still at the version that was read. Rows that another node changed meanwhile are read again.
    /// </summary>
    public virtual async Task<int> TouchAsync<TSession>(
        DbContext context,
        SessionTable table,
        IReadOnlyList<SessionTouch> touches,
        CancellationToken cancellationToken
    )
        where TSession : SessionEntity
    {
        var open = touches.ToDictionary(static touch => touch.Id.ToString(), static touch => touch.At);
        var moved = 0;
        while (open.Count > 0)
        {
            var ids = open.Keys.ToArray();
            var rows = await context
                .Set<TSession>()
                .IgnoreQueryFilters()
                .AsNoTracking()
                .Where(session => ids.Contains(session.Id) && session.TerminatedAt == null)
                // Rows are written in one order, or two batches of the same sessions would wait for each other.
                .OrderBy(static session => session.Id)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false);
            var passed = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                var done = await TouchAsync(context, row, open[row.Id], cancellationToken).ConfigureAwait(false);
                moved += done == true ? 1 : 0;
                if (done is null)
                    passed[row.Id] = open[row.Id];
            }

            open = passed;
        }

        return moved;
    }

    private static async Task<bool?> TouchAsync<TSession>(
        DbContext context,
        TSession row,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
        where TSession : SessionEntity
    {
        var before = SessionEntityConverter.Read(row).Session;
        if (!before.IsLiveAt(at))
            return false;
        var used = before.UsedAt(at);
        if (used.LastActivityAt == before.LastActivityAt)
            return false;
        var (id, version) = (row.Id, row.Version);
        var lastActivity = SessionEntityConverter.Utc(used.LastActivityAt);
        var expiresAt = SessionEntityConverter.Utc(used.ExpiresAt);
        var idleAt = SessionEntityConverter.IdleAt(used);
        var written = await context
            .Set<TSession>()
            .IgnoreQueryFilters()
            .Where(session => session.Id == id && session.Version == version && session.TerminatedAt == null)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(session => session.LastActivity, lastActivity)
                        .SetProperty(session => session.ExpiresAt, expiresAt)
                        .SetProperty(session => session.IdleAt, idleAt)
                        .SetProperty(session => session.Version, version + 1),
                cancellationToken
            )
            .ConfigureAwait(false);
        return written > 0 ? true : null;
    }
}

/// <summary>A locked user's row.</summary>
/// <param name="Found">Whether there is one.</param>
/// <param name="EndedBefore">Its mark.</param>
internal readonly record struct LockedUser(bool Found, DateTime? EndedBefore);

/// <summary>What a sweep looked at.</summary>
/// <param name="Ids">The sessions, of which those that carry the sweep's marker are its own.</param>
/// <param name="MayBeMore">Whether others took some of them, so that there may be more.</param>
internal sealed record ExpiredBatch(IReadOnlyList<string> Ids, bool MayBeMore);

/// <summary>What a purge deleted.</summary>
/// <param name="Deleted">How many sessions.</param>
/// <param name="Users">Whose they were.</param>
/// <param name="MayBeMore">Whether others took some of what was found, so that there may be more.</param>
internal sealed record PurgedBatch(int Deleted, IReadOnlyList<string> Users, bool MayBeMore);
