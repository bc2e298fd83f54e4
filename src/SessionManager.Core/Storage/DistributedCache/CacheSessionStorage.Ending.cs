using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

public sealed partial class CacheSessionStorage
{
    /// <inheritdoc/>
    public async ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        using var turn = await _locks.EnterAsync(id, cancellationToken).ConfigureAwait(false);
        var record = (await _sessions.ReadAsync(id, cancellationToken).ConfigureAwait(false)).Record;
        return record is not null && termination.Ends(record.Session)
            ? await _sessions.EndAsync(record, termination, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(termination);
        cancellationToken.ThrowIfCancellationRequested();
        using var turn = await _locks.EnterAsync(userId, cancellationToken).ConfigureAwait(false);
        // First the mark: a sign-in under way in another process is in the list by now, or sees the mark.
        var mark = await _users.ReadMarkAsync(userId, cancellationToken).ConfigureAwait(false);
        if (mark is null || mark.At < termination.At)
            await _users.WriteMarkAsync(userId, termination, cancellationToken).ConfigureAwait(false);
        var live = (
            await ReadAllAsync(userId, static entry => !entry.HasEnded, cancellationToken).ConfigureAwait(false)
        )
            .Where(record => record.Session.Id != except && termination.Ends(record.Session))
            .ToArray();
        return await EndAsync(live, termination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userId);
        cancellationToken.ThrowIfCancellationRequested();
        using var turn = await _locks.EnterAsync(userId, cancellationToken).ConfigureAwait(false);
        var entries = await _users.ReadAsync(userId, cancellationToken).ConfigureAwait(false);
        SessionId[] ids = [.. entries.Select(static entry => entry.Id)];
        var found = await _sessions.ReadManyAsync(ids, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        await _sessions
            .ForEachAsync(ids.Length, (i, ct) => _sessions.EraseAsync(ids[i], now, ct), cancellationToken)
            .ConfigureAwait(false);
        // The list goes last: a call that fails before is repeated.
        await _users.RemoveAsync(userId, cancellationToken).ConfigureAwait(false);
        return found.Count(static reading => reading.Exists);
    }

    /// <summary>Nothing to do: the cache forgets sessions by itself.</summary>
    /// <returns>None: no session is marked expired; each is over by the clock all the same.</returns>
    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new([]);
    }

    /// <summary>Nothing to do: the cache forgets sessions <see cref="CacheSessionStorageOptions.Retention"/> after their end.</summary>
    /// <returns>Zero.</returns>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(0);
    }

    private async ValueTask<IReadOnlyList<SessionRecord>> EndAsync(
        SessionRecord[] records,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        if (records.Length == 0)
            return [];
        var ended = new SessionRecord[records.Length];
        await _sessions
            .ForEachAsync(
                records.Length,
                async (i, ct) => ended[i] = await _sessions.EndAsync(records[i], termination, ct).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        return ended;
    }
}
