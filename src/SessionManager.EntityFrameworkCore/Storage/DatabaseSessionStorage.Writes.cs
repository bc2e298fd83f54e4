using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Storage;

public sealed partial class DatabaseSessionStorage<TContext, TSession>
{
    /// <inheritdoc/>
    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(touches);
        cancellationToken.ThrowIfCancellationRequested();
        if (touches.Count == 0)
            return new(0);
        return WriteAsync(
            async (unit, cancellation) =>
            {
                var transaction = await unit.BeginAsync(cancellation).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var moved = await unit
                    .Dialect.TouchAsync<TSession>(unit.Context, unit.Table, touches, cancellation)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return moved;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        var at = SessionEntityConverter.Utc(now);
        return WriteAsync(
            async (unit, cancellation) =>
            {
                var row = new TSession();
                SessionEntityConverter.Write(record, row);
                var written = await unit
                    .Sessions.Where(session =>
                        session.Id == row.Id
                        && session.Version == expectedVersion
                        && session.TerminatedAt == null
                        && session.ExpiresAt > at
                    )
                    .ExecuteUpdateAsync(set => SessionReplacement.Set(set, row, expectedVersion + 1), cancellation)
                    .ConfigureAwait(false);
                return written > 0
                    || (
                        unit.Attempt > 1
                        && await WasReplacedAsync(unit, row, expectedVersion + 1, cancellation).ConfigureAwait(false)
                    );
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Whether an earlier try did it, and only its answer was lost. What others may not do twice is compared as well: of two
    /// that redeem one code, the second must not take the first one's write for its own.
    /// </summary>
    private static Task<bool> WasReplacedAsync(
        DatabaseUnit<TSession> unit,
        TSession row,
        long version,
        CancellationToken cancellationToken
    ) =>
        unit.Sessions.AnyAsync(
            session =>
                session.Id == row.Id
                && session.Version == version
                && session.SecretHash == row.SecretHash
                && session.TransferHash == row.TransferHash
                && session.TransferRedeemedBy == row.TransferRedeemedBy,
            cancellationToken
        );
}
