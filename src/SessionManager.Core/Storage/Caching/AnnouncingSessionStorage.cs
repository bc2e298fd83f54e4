using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Announces what ends or changes sessions, after it is stored and before the caller has the answer: also when the write
/// failed, since it may have been done.
/// </summary>
/// <remarks>
/// A use is not announced: it only makes a session live longer, and no copy is good enough to refuse by. Nor is the end
/// of a session whose time ran out, or its deletion: every process judges the time by itself.
/// </remarks>
internal sealed class AnnouncingSessionStorage(ISessionStorage inner, SessionChangeAnnouncer announcer)
    : ISessionStorage
{
    /// <summary>More changes than these are one message that names the user.</summary>
    private const int MaxChanges = 8;

    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public async ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var at = announcer.Now;
        SessionInsertResult result;
        try
        {
            result = await inner.InsertAsync(record, limit, cancellationToken).ConfigureAwait(false);
        }
        catch when (limit is { IsLimited: true, Action: not SessionLimitAction.Reject })
        {
            await announcer.AnnounceAsync(SessionChange.OfUser(record.Session.UserId, at)).ConfigureAwait(false);
            throw;
        }

        if (result.Evicted.Count > MaxChanges)
            await announcer.AnnounceAsync(SessionChange.OfUser(record.Session.UserId, at)).ConfigureAwait(false);
        else if (result.Evicted.Count > 0)
            await announcer
                .AnnounceAsync([.. result.Evicted.Select(evicted => SessionChange.OfSession(evicted.Session.Id, at))])
                .ConfigureAwait(false);
        return result;
    }

    /// <summary>One that found another version changed nothing, and is tried again as often as it takes.</summary>
    public async ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = SessionChange.OfSession(record.Session.Id, announcer.Now);
        var changed = true;
        try
        {
            return changed = await inner
                .ReplaceAsync(record, expectedVersion, now, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (changed)
                await announcer.AnnounceAsync(change).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Announced also when there was nothing to end: whoever ended it may have stopped before they could say so, and a
    /// caller who was told that it has ended must not find it alive elsewhere.
    /// </summary>
    public ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        AnnounceAfterAsync(
            SessionChange.OfSession(id, announcer.Now),
            (id, termination),
            static (storage, x, token) => storage.TerminateAsync(x.id, x.termination, token),
            cancellationToken
        );

    /// <inheritdoc cref="TerminateAsync"/>
    public ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    ) =>
        AnnounceAfterAsync(
            SessionChange.OfUser(userId, announcer.Now),
            (userId, except, termination),
            static (storage, x, token) => storage.TerminateAllAsync(x.userId, x.except, x.termination, token),
            cancellationToken
        );

    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken) =>
        AnnounceAfterAsync(
            SessionChange.OfUser(userId, announcer.Now),
            userId,
            static (storage, user, token) => storage.EraseUserAsync(user, token),
            cancellationToken
        );

    public ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        inner.TouchAsync(touches, cancellationToken);

    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    ) => inner.ExpireDueAsync(now, batch, cancellationToken);

    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        inner.PurgeAsync(endedBefore, batch, cancellationToken);

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, now, cancellationToken);

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.GetStatisticsAsync(now, cancellationToken);

    private async ValueTask<T> AnnounceAfterAsync<TState, T>(
        SessionChange change,
        TState state,
        Func<ISessionStorage, TState, CancellationToken, ValueTask<T>> write,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await write(inner, state, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await announcer.AnnounceAsync(change).ConfigureAwait(false);
        }
    }
}
