using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Keeps a cache in step with the storage behind it: what is read is kept, and what is written here is dropped as soon
/// as the write is over, also when it failed, since it may have been done.
/// </summary>
/// <remarks>
/// Reading here is always reading what is stored: most who read are about to change, compare or refuse. Who may do with
/// a copy asks the cache itself.
/// </remarks>
internal sealed class CachedSessionStorage(ISessionStorage inner, SessionCache cache) : ISessionStorage
{
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        var fill = cache.Begin(id);
        ValueTask<SessionRecord?> find;
        try
        {
            find = inner.FindAsync(id, cancellationToken);
        }
        catch (SessionRecordUnreadableException)
        {
            cache.Forget(id);
            throw;
        }

        if (!find.IsCompletedSuccessfully)
            return EndAsync(fill, find);
        var record = find.Result;
        cache.End(in fill, record);
        return new(record);
    }

    public async ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        SessionInsertResult result;
        try
        {
            result = await inner.InsertAsync(record, limit, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Any of the user's sessions may have made room for it.
            cache.DropUser(record.Session.UserId);
            throw;
        }

        Drop(result.Evicted);
        return result;
    }

    public async ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await inner.ReplaceAsync(record, expectedVersion, now, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            cache.Drop(record.Session.Id);
        }
    }

    public async ValueTask<SessionRecord?> TerminateAsync(
        SessionId id,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await inner.TerminateAsync(id, termination, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            cache.Drop(id);
        }
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> TerminateAllAsync(
        string userId,
        SessionId? except,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await inner.TerminateAllAsync(userId, except, termination, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            cache.DropUser(userId);
        }
    }

    public async ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.TouchAsync(touches, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var touch in touches)
                cache.Drop(touch.Id);
        }
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<SessionRecord> ended;
        try
        {
            ended = await inner.ExpireDueAsync(now, batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            cache.DropAll();
            throw;
        }

        Drop(ended);
        return ended;
    }

    /// <summary>What is deleted had ended before, and what has ended is not kept.</summary>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken) =>
        inner.PurgeAsync(endedBefore, batch, cancellationToken);

    public async ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.EraseUserAsync(userId, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            cache.DropUser(userId);
        }
    }

    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => inner.QueryAsync(query, now, cancellationToken);

    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        inner.GetStatisticsAsync(now, cancellationToken);

    private async ValueTask<SessionRecord?> EndAsync(CacheFill fill, ValueTask<SessionRecord?> find)
    {
        try
        {
            var record = await find.ConfigureAwait(false);
            cache.End(in fill, record);
            return record;
        }
        catch (SessionRecordUnreadableException)
        {
            cache.Forget(fill.Id);
            throw;
        }
    }

    private void Drop(IReadOnlyList<SessionRecord> changed)
    {
        foreach (var record in changed)
            cache.Drop(record.Session.Id);
    }
}
