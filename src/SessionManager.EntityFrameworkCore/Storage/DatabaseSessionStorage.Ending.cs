using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        var key = id.ToString();
        var marker = TerminationMarker.Create();
        return WriteAsync(
            async (unit, cancellation) =>
            {
                var since = SessionEntityConverter.Utc(termination.At - SessionTermination.ClockTolerance);
                var open = unit.Sessions.Where(row =>
                    row.Id == key && row.TerminatedAt == null && row.ExpiresAt > since
                );
                var ended = await EndAsync(unit, open, termination, marker, cancellation).ConfigureAwait(false);
                // An earlier try may have ended it, and only its answer was lost.
                if (ended == 0 && unit.Attempt == 1)
                    return null;
                var rows = await unit
                    .Sessions.AsNoTracking()
                    .Where(row => row.Id == key && row.TerminationId == marker)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                return Readable(rows).FirstOrDefault();
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        // A user whose sign-in is refused has nothing to end and needs no mark.
        if (!StorableText.IsStorable(userId))
            return new([]);
        var marker = TerminationMarker.Create();
        return WriteAsync(
            (unit, cancellation) => TerminateAllAsync(unit, userId, except, termination, marker, cancellation),
            cancellationToken
        );
    }

    private static async Task<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        DatabaseUnit<TSession> unit,
        string userId,
        SessionId? except,
        SessionTermination termination,
        Guid marker,
        CancellationToken cancellationToken
    )
    {
        var at = SessionEntityConverter.Utc(termination.At);
        while (true)
        {
            await unit.Dialect.EnsureUserAsync(unit.Context, userId, cancellationToken).ConfigureAwait(false);
            var transaction = await unit.BeginAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            var user = await unit
                .Dialect.LockUserAsync(unit.Context, unit.Table, userId, cancellationToken)
                .ConfigureAwait(false);
            if (!user.Found)
                continue;
            if (user.EndedBefore is not { } mark || mark < at)
                await MarkAsync(unit, userId, at, cancellationToken).ConfigureAwait(false);

            var open = LiveOf(
                unit,
                userId,
                SessionEntityConverter.Utc(termination.At - SessionTermination.ClockTolerance)
            );
            if (except is { } id)
            {
                var stays = id.ToString();
                open = open.Where(row => row.Id != stays);
            }

            await EndAsync(unit, open, termination, marker, cancellationToken).ConfigureAwait(false);
            // Also when none ended now: an earlier try may have, and only its answer was lost.
            var rows = await unit
                .Sessions.AsNoTracking()
                .Where(row => row.UserId == userId && row.TerminatedAt == at && row.TerminationId == marker)
                .ToListAsync(cancellationToken)
                .ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return Readable(rows);
        }
    }

    private static Task<int> MarkAsync(
        DatabaseUnit<TSession> unit,
        string userId,
        DateTime at,
        CancellationToken cancellationToken
    ) =>
        unit
            .Users.Where(user => user.UserId == userId)
            .ExecuteUpdateAsync(
                row => row.SetProperty(user => user.EndedBefore, at).SetProperty(user => user.ReviewAt, at),
                cancellationToken
            );

    private static IQueryable<TSession> LiveOf(DatabaseUnit<TSession> unit, string userId, DateTime now) =>
        unit.Open.Where(row => row.UserId == userId && row.ExpiresAt > now);

    /// <summary>Ends these sessions: one statement, in whatever form the table keeps an end.</summary>
    private static Task<int> EndAsync(
        DatabaseUnit<TSession> unit,
        IQueryable<TSession> which,
        SessionTermination termination,
        Guid marker,
        CancellationToken cancellationToken
    )
    {
        var at = SessionEntityConverter.Utc(termination.At);
        var (by, reason) = (StorableText.Clean(termination.By), StorableText.Clean(termination.Reason));
        var word = SessionEntityConverter.WordOf(termination.Status);
        return which.ExecuteUpdateAsync(
            row =>
            {
                row.SetProperty(session => session.TerminatedAt, at)
                    .SetProperty(session => session.TerminatedBy, by)
                    .SetProperty(session => session.TerminationReason, reason)
                    .SetProperty(session => session.TerminationId, marker)
                    .SetProperty(session => session.Version, session => session.Version + 1);
                if (unit.Table.Has(nameof(SessionEntity.Status)))
                    row.SetProperty(session => session.Status, word);
                else
                    row.SetProperty(session => session.IsActive, false);
            },
            cancellationToken
        );
    }
}
