using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage.Dialects;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        // Kept over tries: what an earlier one ended is told as well, also when only its answer was lost.
        var marker = TerminationMarker.Create();
        var ended = new List<SessionRecord>();
        ExpiredBatch? unanswered = null;
        return WriteAsync<IReadOnlyList<SessionRecord>>(
            async (unit, cancellation) =>
            {
                if (unanswered is not null)
                    ended.AddRange(await ExpiredAsync(unit, unanswered, marker, cancellation).ConfigureAwait(false));
                while (ended.Count < batch)
                {
                    // A marker of its own: the one before is told already.
                    marker = TerminationMarker.Create();
                    unanswered = null;
                    var transaction = await unit.BeginAsync(cancellation).ConfigureAwait(false);
                    await using var _ = transaction.ConfigureAwait(false);
                    var seen = await unit
                        .Dialect.ExpireAsync(
                            unit,
                            SessionEntityConverter.Utc(now),
                            batch - ended.Count,
                            marker,
                            cancellation
                        )
                        .ConfigureAwait(false);
                    if (seen.Ids.Count == 0)
                        break;
                    unanswered = seen;
                    var records = await ExpiredAsync(unit, seen, marker, cancellation).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                    unanswered = null;
                    ended.AddRange(records);
                    if (!seen.MayBeMore)
                        break;
                }

                return ended;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken)
    {
        var purged = 0;
        return WriteAsync(
            async (unit, cancellation) =>
            {
                while (purged < batch)
                {
                    var (deleted, users, mayBeMore) = await PurgeOnceAsync(
                            unit,
                            SessionEntityConverter.Utc(endedBefore),
                            batch - purged,
                            cancellation
                        )
                        .ConfigureAwait(false);
                    purged += deleted;
                    await ForgetAsync(unit, users, cancellation).ConfigureAwait(false);
                    if (!mayBeMore)
                        break;
                }

                if (purged < batch)
                    await ReviewMarksAsync(unit, endedBefore, batch, cancellation).ConfigureAwait(false);
                return purged;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userId);
        cancellationToken.ThrowIfCancellationRequested();
        if (!StorableText.IsStorable(userId))
            return new(0);
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

    private static async Task<List<SessionRecord>> ExpiredAsync(
        DatabaseUnit<TSession> unit,
        ExpiredBatch batch,
        Guid marker,
        CancellationToken cancellationToken
    ) =>
        Readable(
            await unit
                .Sessions.AsNoTracking()
                .Where(row => batch.Ids.Contains(row.Id) && row.TerminationId == marker)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false)
        );

    private static async Task<PurgedBatch> PurgeOnceAsync(
        DatabaseUnit<TSession> unit,
        DateTime endedBefore,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var transaction = await unit.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var purged = await unit.Dialect.PurgeAsync(unit, endedBefore, batch, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return purged;
    }

    /// <summary>
    /// Lets go of users who have no session left and no mark. In a step of its own: elsewhere a user is locked before the
    /// user's sessions.
    /// </summary>
    private static Task ForgetAsync(
        DatabaseUnit<TSession> unit,
        IReadOnlyList<string> users,
        CancellationToken cancellationToken
    ) =>
        users.Count == 0
            ? Task.CompletedTask
            : unit
                .Users.Where(user => users.Contains(user.UserId) && user.EndedBefore == null)
                .Where(user => !unit.Sessions.Any(row => row.UserId == user.UserId))
                .ExecuteDeleteAsync(cancellationToken);

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
