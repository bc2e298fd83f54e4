using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

public sealed partial class TieredSessionStorage
{
    private const int ClearBatch = 100;

    /// <inheritdoc/>
    /// <remarks>The session is in the fast tier at once or soon after.</remarks>
    public ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        return limit.IsLimited
            ? InsertLimitedAsync(record, limit, cancellationToken)
            : InsertFreelyAsync(record, limit, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Throws also when it is done but copies may be left: read again and see.</remarks>
    public async ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        var (writer, scope) = (NewWriter(), FastTierScope.OfSession(record.Session.Id));
        var unmarked = await _fast.BeginAsync(writer, [scope], null).ConfigureAwait(false);
        bool replaced;
        try
        {
            replaced = await _durable
                .ReplaceAsync(record, expectedVersion, now, cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync("replace", writer, scope, unmarked).ConfigureAwait(false);
            throw;
        }

        if (replaced)
            await ClearAsync("replace", writer, [scope]).ConfigureAwait(false);
        else // The caller had read something old, perhaps a copy: the next read is not to find it again.
            await ClearLaterAsync("replace", writer, [scope], urgent: false).ConfigureAwait(false);
        return replaced;
    }

    /// <inheritdoc/>
    /// <remarks>A copy that could not be destroyed only does not know of the use.</remarks>
    public async ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(touches);
        cancellationToken.ThrowIfCancellationRequested();
        var (writer, failed) = (NewWriter(), false);
        List<FastTierScope[]> batches =
        [
            .. touches.Select(static touch => FastTierScope.OfSession(touch.Id)).Chunk(ClearBatch),
        ];
        foreach (var scopes in batches)
            failed = failed || await _fast.BeginAsync(writer, scopes, null).ConfigureAwait(false) is not null;
        try
        {
            return await _durable.TouchAsync(touches, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A tier that does not answer costs one wait in all.
            failed = false;
            foreach (var scopes in batches)
                failed = failed || await _fast.EndAsync(writer, scopes).ConfigureAwait(false) is not null;
        }
    }

    /// <summary>Nobody else knows the new session, and whoever ends all of the user's takes its lease away.</summary>
    private async ValueTask<SessionInsertResult> InsertFreelyAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        var lease = await _fast.LeaseAsync(record.Session.Id, cancellationToken).ConfigureAwait(false);
        var result = await _durable.InsertAsync(record, limit, cancellationToken).ConfigureAwait(false);
        if (lease is not null && result.Outcome == SessionInsertOutcome.Inserted)
            _fast.Fill(record with { Version = 1 }, lease);
        return result;
    }

    private async ValueTask<SessionInsertResult> InsertLimitedAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        var (writer, user) = (NewWriter(), FastTierScope.OfUser(record.Session.UserId));
        var unmarked = await _fast.BeginAsync(writer, [user], null).ConfigureAwait(false);
        SessionInsertResult result;
        try
        {
            result = await _durable.InsertAsync(record, limit, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync("insert", writer, user, unmarked).ConfigureAwait(false);
            throw;
        }

        FastTierScope[] scopes =
        [
            user,
            .. result.Evicted.Select(static evicted => FastTierScope.OfSession(evicted.Session.Id)),
        ];
        await ClearLaterAsync("insert", writer, scopes, urgent: result.Evicted.Count > 0).ConfigureAwait(false);
        if (result.Outcome == SessionInsertOutcome.Inserted)
            _ = CopyAsync(record.Session.Id);
        return result;
    }

    /// <summary>
    /// Copies a session that was inserted under the mark of its user, when there could be no lease: it may have been
    /// ended since, so it is read again. Nobody waits for this.
    /// </summary>
    private async Task CopyAsync(SessionId id)
    {
        try
        {
            await FindAndFillAsync(id, default).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The first look-up finds out what is wrong.
            _log.NotCopied(exception, id);
        }
    }

    /// <summary>Says that a write is done; throws when copies may be left, which are then destroyed later.</summary>
    private async ValueTask ClearAsync(string operation, string writer, FastTierScope[] scopes)
    {
        if (await ClearLaterAsync(operation, writer, scopes, urgent: true).ConfigureAwait(false) is { } exception)
        {
            throw new SessionStorageException(
                $"'{operation}' is done in the durable storage, but the fast tier could not be told: nodes that still "
                    + $"reach it may accept what was before for up to {_fast.MaxAge}. Repeat it.",
                exception
            );
        }
    }

    private async ValueTask<Exception?> ClearLaterAsync(
        string operation,
        string? writer,
        FastTierScope[] scopes,
        bool urgent
    )
    {
        var exception = await _fast.EndAsync(writer, scopes).ConfigureAwait(false);
        if (exception is not null)
        {
            _repair.Add(writer, scopes, urgent);
            _log.NotCleared(exception, operation, _fast.MaxAge);
        }

        return exception;
    }

    private async ValueTask ClearSessionsAsync(string operation, IEnumerable<SessionId> ids)
    {
        Exception? failure = null;
        foreach (var some in ids.Select(FastTierScope.OfSession).Chunk(ClearBatch))
        {
            if (failure is null)
                failure = await ClearLaterAsync(operation, null, some, urgent: false).ConfigureAwait(false);
            else
                _repair.Add(null, some, urgent: false);
        }
    }

    /// <summary>
    /// The durable storage threw, and may still do the write: the mark keeps copies away until it goes by itself. Without
    /// one the copies there are now are destroyed, in case the write was done.
    /// </summary>
    private async ValueTask AbandonAsync(string operation, string writer, FastTierScope scope, Exception? unmarked)
    {
        if (unmarked is not null)
            await ClearLaterAsync(operation, writer, [scope], urgent: true).ConfigureAwait(false);
    }
}
