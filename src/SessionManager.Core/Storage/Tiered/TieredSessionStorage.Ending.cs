using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

public sealed partial class TieredSessionStorage
{
    /// <inheritdoc/>
    /// <remarks>
    /// When the durable storage failed, what was to be ended is refused for a while where the fast tier is reached. Throws
    /// also when it is done but copies may be left. Whenever it threw, repeat it.
    /// </remarks>
    public async ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        var (writer, scope) = (NewWriter(), FastTierScope.OfSession(id));
        await _fast.BeginAsync(writer, [scope], null).ConfigureAwait(false);
        SessionRecord? ended;
        try
        {
            ended = await _durable.TerminateAsync(id, termination, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var marked = await RefuseAsync("terminate", writer, scope, new(null, null, termination))
                .ConfigureAwait(false);
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw NotEnded("terminate", marked, exception);
        }

        // Also when there was nothing to end: a call before may have ended it and left copies.
        await ClearAsync("terminate", writer, [scope]).ConfigureAwait(false);
        return ended;
    }

    /// <inheritdoc/>
    /// <remarks><inheritdoc cref="TerminateAsync" path="/remarks"/></remarks>
    public async ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        var (writer, scope) = (NewWriter(), FastTierScope.OfUser(userId));
        await _fast.BeginAsync(writer, [scope], null).ConfigureAwait(false);
        IReadOnlyList<SessionRecord> ended;
        try
        {
            ended = await _durable
                .TerminateAllAsync(userId, except, termination, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var marked = await RefuseAsync("terminate_all", writer, scope, new(userId, except, termination))
                .ConfigureAwait(false);
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw NotEnded("terminate_all", marked, exception);
        }

        await ClearAsync("terminate_all", writer, [scope]).ConfigureAwait(false);
        return ended;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Throws also when it is done but copies may be left. What is unreachable in the fast tier already is deleted there
    /// within <see cref="ISessionFastTier.MaxAge"/>.
    /// </remarks>
    public async ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (writer, scope) = (NewWriter(), FastTierScope.OfUser(userId));
        var unmarked = await _fast.BeginAsync(writer, [scope], null).ConfigureAwait(false);
        int erased;
        try
        {
            erased = await _durable.EraseUserAsync(userId, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync("erase_user", writer, scope, unmarked).ConfigureAwait(false);
            throw;
        }

        await ClearAsync("erase_user", writer, [scope]).ConfigureAwait(false);
        return erased;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        var expired = await _durable.ExpireDueAsync(now, batch, cancellationToken).ConfigureAwait(false);
        // Copies say when they end, so this only tidies up.
        await ClearSessionsAsync("expire_due", expired.Select(static record => record.Session.Id))
            .ConfigureAwait(false);
        return expired;
    }

    /// <inheritdoc/>
    /// <remarks>Only live sessions have copies, so none is touched.</remarks>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        _durable.PurgeAsync(endedBefore, batch, cancellationToken);

    /// <summary>
    /// Who was to be ended is better refused for a while than accepted. Not before the write failed: it might have found
    /// nothing to end, and readers would have seen a session revive.
    /// </summary>
    /// <returns>Whether it is refused.</returns>
    private async ValueTask<bool> RefuseAsync(
        string operation,
        string writer,
        FastTierScope scope,
        FastTierEnding ending
    )
    {
        var unmarked = await _fast.BeginAsync(writer, [scope], ending).ConfigureAwait(false);
        await AbandonAsync(operation, writer, scope, unmarked).ConfigureAwait(false);
        return unmarked is null;
    }

    private static SessionStorageException NotEnded(string operation, bool marked, Exception exception) =>
        new(
            $"The durable storage failed at '{operation}', or only its answer was lost. "
                + (
                    marked
                        ? "What was to be ended is refused for a while where the fast tier is reached, and not for good."
                        : "The fast tier could not be told either: what was to be ended may still be accepted."
                )
                + " Repeat it.",
            exception
        );
}
