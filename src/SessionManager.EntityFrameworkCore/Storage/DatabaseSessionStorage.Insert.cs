using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!StorableText.IsStorable(record.Session.UserId))
            throw new ArgumentException("A user id holds no NUL and no half surrogate pair.", nameof(record));
        var marker = TerminationMarker.Create();
        return WriteAsync(
            (unit, cancellation) => InsertAsync(unit, record, limit, marker, cancellation),
            cancellationToken
        );
    }

    private async Task<SessionInsertResult> InsertAsync(
        DatabaseUnit<TSession> unit,
        SessionRecord record,
        SessionLimit limit,
        Guid marker,
        CancellationToken cancellationToken
    )
    {
        var session = record.Session;
        if (unit.Attempt > 1 && await WasInsertedAsync(unit, record, cancellationToken).ConfigureAwait(false))
            return new(
                SessionInsertOutcome.Inserted,
                await EvictedAsync(unit, session.UserId, marker, cancellationToken).ConfigureAwait(false)
            );
        while (true)
        {
            await unit.Dialect.EnsureUserAsync(unit.Context, session.UserId, cancellationToken).ConfigureAwait(false);
            var transaction = await unit.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            var user = await unit
                .Dialect.LockUserAsync(unit.Context, unit.Table, session.UserId, cancellationToken)
                .ConfigureAwait(false);
            if (!user.Found)
                continue;
            if (user.EndedBefore is { } mark && SessionEntityConverter.Utc(session.AuthenticatedAt) < mark)
                return new(SessionInsertOutcome.Superseded);
            var evicted = await MakeRoomAsync(unit, session, limit, marker, cancellationToken).ConfigureAwait(false);
            if (evicted is null)
            {
                var known = await HashOfAsync(unit, session.Id, cancellationToken).ConfigureAwait(false);
                return new(known is null ? SessionInsertOutcome.LimitReached : SessionInsertOutcome.Duplicate);
            }

            unit.Context.Add(RowOf(record));
            try
            {
                await unit.Context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DbUpdateException)
            {
                await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
                unit.Context.ChangeTracker.Clear();
                if (await HashOfAsync(unit, session.Id, cancellationToken).ConfigureAwait(false) is null)
                    throw;
                return new(SessionInsertOutcome.Duplicate);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new(SessionInsertOutcome.Inserted, evicted);
        }
    }

    private TSession RowOf(SessionRecord record)
    {
        var row = new TSession();
        SessionEntityConverter.Write(record, row);
        row.Version = 1;
        _options.OnInserting?.Invoke(row, record.Session);
        return row;
    }

    /// <summary>
    /// Ends as many sessions as the new one needs; null when the limit says to refuse. Under the user's lock no session
    /// is added, but one may be used meanwhile: then who goes is decided again.
    /// </summary>
    private static async Task<List<SessionRecord>?> MakeRoomAsync(
        DatabaseUnit<TSession> unit,
        UserSession session,
        SessionLimit limit,
        Guid marker,
        CancellationToken cancellationToken
    )
    {
        var evicted = new List<SessionRecord>();
        if (!limit.IsLimited)
            return evicted;
        var termination = new SessionTermination
        {
            At = session.CreatedAt,
            By = SessionTermination.System,
            Reason = SessionEndReasons.MaxSessionsExceeded,
        };
        var live = LiveOf(unit, session.UserId, SessionEntityConverter.Utc(session.CreatedAt));
        while (true)
        {
            // What is left behind those that may stay has to go: one question for how many and which.
            var excess = InStayingOrder(unit, live, limit.Action).Skip(limit.Maximum - 1);
            if (limit.Action == SessionLimitAction.Reject)
                return await excess.AnyAsync(cancellationToken).ConfigureAwait(false) ? null : evicted;
            var rows = await excess.AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
            var ended = 0;
            foreach (var row in rows)
            {
                var unchanged = unit.Sessions.Where(other =>
                    other.Id == row.Id && other.Version == row.Version && other.TerminatedAt == null
                );
                if (await EndAsync(unit, unchanged, termination, marker, cancellationToken).ConfigureAwait(false) == 0)
                    break;
                evicted.AddRange(Readable([row]).Select(before => Ended(before, termination)));
                ended++;
            }

            if (ended == rows.Count)
                return evicted;
        }
    }

    /// <summary>The order of the limit, turned round: the last to be evicted first.</summary>
    private static IQueryable<TSession> InStayingOrder(
        DatabaseUnit<TSession> unit,
        IQueryable<TSession> live,
        SessionLimitAction action
    )
    {
        var ordered =
            action == SessionLimitAction.EvictOldest
                ? live.OrderByDescending(static row => row.CreatedAt)
                : live.OrderByDescending(static row => row.LastActivity).ThenByDescending(static row => row.CreatedAt);
        return ordered.ThenByDescending(unit.Dialect.OrdinalId<TSession>());
    }

    private static SessionRecord Ended(SessionRecord record, SessionTermination termination) =>
        record with
        {
            Session = record.Session with { Termination = termination },
            Version = record.Version + 1,
        };

    /// <summary>Whether an earlier try inserted it, and only the answer was lost.</summary>
    private static async Task<bool> WasInsertedAsync(
        DatabaseUnit<TSession> unit,
        SessionRecord record,
        CancellationToken cancellationToken
    )
    {
        var hash = await HashOfAsync(unit, record.Session.Id, cancellationToken).ConfigureAwait(false);
        return hash is not null && record.SecretHash.Bytes.SequenceEqual(hash);
    }

    private static async Task<List<SessionRecord>> EvictedAsync(
        DatabaseUnit<TSession> unit,
        string userId,
        Guid marker,
        CancellationToken cancellationToken
    ) =>
        Readable(
            await unit
                .Sessions.AsNoTracking()
                .Where(row => row.UserId == userId && row.TerminationId == marker)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false)
        );

    private static Task<byte[]?> HashOfAsync(
        DatabaseUnit<TSession> unit,
        SessionId id,
        CancellationToken cancellationToken
    )
    {
        var key = id.ToString();
        return unit
            .Sessions.AsNoTracking()
            .Where(row => row.Id == key)
            .Select(static row => (byte[]?)row.SecretHash)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
