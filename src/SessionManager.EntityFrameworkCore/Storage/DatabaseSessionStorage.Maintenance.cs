using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) =>
        WriteAsync<IReadOnlyList<SessionRecord>>(
            async (unit, cancellation) =>
            {
                var at = SessionEntityConverter.Utc(now);
                var ended = new List<SessionRecord>();
                while (ended.Count < batch)
                {
                    var (seen, records) = await ExpireOnceAsync(unit, at, batch - ended.Count, cancellation)
                        .ConfigureAwait(false);
                    ended.AddRange(records);
                    // Another cleaner may have been faster with some of what was seen: there may be more behind it.
                    if (seen == 0 || records.Count == seen)
                        break;
                }

                return ended;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        WriteAsync(
            async (unit, cancellation) =>
            {
                var before = SessionEntityConverter.Utc(endedBefore);
                var purged = 0;
                while (purged < batch)
                {
                    var (seen, deleted) = await PurgeOnceAsync(unit, before, batch - purged, cancellation)
                        .ConfigureAwait(false);
                    purged += deleted;
                    if (seen == 0 || deleted == seen)
                        break;
                }

                if (purged < batch)
                    await ReviewMarksAsync(unit, endedBefore, batch, cancellation).ConfigureAwait(false);
                return purged;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return WriteAsync(
            async (unit, cancellation) =>
            {
                await unit.Dialect.EnsureUserAsync(unit.Context, userId, cancellation).ConfigureAwait(false);
                var transaction = await unit.BeginAsync(cancellation).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                await unit.Dialect.LockUserAsync(unit.Context, unit.Table, userId, cancellation).ConfigureAwait(false);
                var deleted = await unit
                    .Sessions.Where(row => row.UserId == userId)
                    .ExecuteDeleteAsync(cancellation)
                    .ConfigureAwait(false);
                await unit
                    .Users.Where(row => row.UserId == userId)
                    .ExecuteDeleteAsync(cancellation)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return deleted;
            },
            cancellationToken
        );
    }

    private static async Task<(int Seen, List<SessionRecord> Ended)> ExpireOnceAsync(
        DatabaseUnit<TSession> unit,
        DateTime now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var marker = TerminationMarker.Create();
        var transaction = await unit.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var ids = await unit
            .Dialect.DueIdsAsync<TSession>(unit.Context, unit.Table, now, batch, cancellationToken)
            .ConfigureAwait(false);
        if (ids.Count == 0)
            return (0, []);
        await unit
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
        var rows = await unit
            .Sessions.AsNoTracking()
            .Where(row => ids.Contains(row.Id) && row.TerminationId == marker)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (ids.Count, Readable(rows));
    }

    private static async Task<(int Seen, int Deleted)> PurgeOnceAsync(
        DatabaseUnit<TSession> unit,
        DateTime endedBefore,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var transaction = await unit.BeginAsync(cancellationToken).ConfigureAwait(false);
        List<string> ids;
        List<string> users;
        int deleted;
        await using (transaction.ConfigureAwait(false))
        {
            ids = await unit
                .Dialect.EndedIdsAsync<TSession>(unit.Context, unit.Table, endedBefore, batch, cancellationToken)
                .ConfigureAwait(false);
            if (ids.Count == 0)
                return (0, 0);
            var ended = unit.Sessions.Where(row => ids.Contains(row.Id) && row.TerminatedAt < endedBefore);
            users = await ended
                .Select(static row => row.UserId)
                .Distinct()
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false);
            deleted = await ended.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        // In a step of its own: elsewhere a user is locked before the user's sessions.
        await unit
            .Users.Where(user => users.Contains(user.UserId) && user.EndedBefore == null)
            .Where(user => !unit.Sessions.Any(row => row.UserId == user.UserId))
            .ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        return (ids.Count, deleted);
    }

    /// <summary>
    /// Lets go of marks that no sign-in can meet any more. The mark of a user who still has sessions is looked at again
    /// a day later, so that it does not stand before others in the index for good.
    /// </summary>
    private static async Task ReviewMarksAsync(
        DatabaseUnit<TSession> unit,
        DateTimeOffset endedBefore,
        int batch,
        CancellationToken cancellationToken
    )
    {
        if (endedBefore - DateTimeOffset.MinValue < EndedBeforeMark.KeptFor)
            return;
        var (next, due) = (
            SessionEntityConverter.Utc(endedBefore),
            SessionEntityConverter.Utc(endedBefore - EndedBeforeMark.KeptFor)
        );
        var users = await unit
            .Users.Where(user => user.ReviewAt < due)
            .OrderBy(static user => user.ReviewAt)
            .Take(batch)
            .Select(static user => user.UserId)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);
        if (users.Count == 0)
            return;
        var reviewed = unit.Users.Where(user => users.Contains(user.UserId) && user.EndedBefore < due);
        await reviewed
            .Where(user => !unit.Sessions.Any(row => row.UserId == user.UserId))
            .ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false);
        await reviewed
            .ExecuteUpdateAsync(row => row.SetProperty(user => user.ReviewAt, next), cancellationToken)
            .ConfigureAwait(false);
    }
}
