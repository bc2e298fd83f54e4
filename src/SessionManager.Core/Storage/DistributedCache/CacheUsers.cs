using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

/// <summary>The list of each user's sessions, and the user's "ended before" mark.</summary>
internal sealed class CacheUsers(
    CacheValues values,
    CacheKeys keys,
    CacheSessionStorageOptions options,
    TimeProvider time
)
{
    public async ValueTask<IReadOnlyList<StoredCacheEntry>> ReadAsync(
        string userId,
        CancellationToken cancellationToken
    )
    {
        var user = await values
            .ReadAsync(keys.User(userId), CacheJsonContext.Default.StoredCacheUser, cancellationToken)
            .ConfigureAwait(false);
        return user?.Sessions ?? [];
    }

    /// <summary>Writes the list without those whose own key is gone. It lives as long as the last of them.</summary>
    public Task WriteAsync(string userId, IEnumerable<StoredCacheEntry> entries, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcTicks;
        var user = new StoredCacheUser { Sessions = [.. entries.Where(entry => entry.GoneAt > now)] };
        var until = user.Sessions.Count == 0 ? now : user.Sessions.Max(static entry => entry.GoneAt);
        return values.WriteAsync(
            keys.User(userId),
            user,
            CacheJsonContext.Default.StoredCacheUser,
            Instant.ToTime(until),
            cancellationToken
        );
    }

    /// <summary>
    /// Puts a session into the list if it is not there, or is there for too short: a cache may lose a key, and a write
    /// of another process may have come between the reading and the writing of the list.
    /// </summary>
    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> EnsureListedAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var userId = record.Session.UserId;
        IReadOnlyList<StoredCacheEntry> entries;
        try
        {
            entries = await ReadAsync(userId, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStorageException)
        {
            // A list that cannot be read is left as it is, and keeps nobody from using a session.
            return true;
        }

        var wanted = EntryOf(record);
        var listed = entries.FirstOrDefault(entry => entry.Id == wanted.Id);
        if (listed is null || listed.GoneAt < wanted.GoneAt)
        {
            await WriteAsync(userId, entries.Where(entry => entry != listed).Append(wanted), cancellationToken)
                .ConfigureAwait(false);
        }

        return listed is not null;
    }

    /// <summary>The entry of a live session: use may keep it until its absolute end.</summary>
    public StoredCacheEntry EntryOf(SessionRecord record)
    {
        var session = record.Session;
        var end = session.AbsoluteExpiresAt > session.ExpiresAt ? session.AbsoluteExpiresAt : session.ExpiresAt;
        return new StoredCacheEntry { Id = session.Id, GoneAt = Instant.Add(end, options.Retention).UtcTicks };
    }

    /// <summary>How all sessions of the user were ended last; null when they were not.</summary>
    public async ValueTask<SessionTermination?> ReadMarkAsync(string userId, CancellationToken cancellationToken)
    {
        var mark = await values
            .ReadAsync(keys.Mark(userId), CacheJsonContext.Default.StoredCacheEnd, cancellationToken)
            .ConfigureAwait(false);
        return mark?.Termination;
    }

    /// <summary>
    /// The mark has a key of its own, which only <see cref="ISessionStorage.TerminateAllAsync"/> writes: no sign-in on
    /// another node can lose it.
    /// </summary>
    public Task WriteMarkAsync(string userId, SessionTermination termination, CancellationToken cancellationToken) =>
        values.WriteAsync(
            keys.Mark(userId),
            StoredCacheEnd.Of(termination),
            CacheJsonContext.Default.StoredCacheEnd,
            Instant.Add(termination.At, options.Retention + EndedBeforeMark.KeptFor),
            cancellationToken
        );

    public async ValueTask RemoveAsync(string userId, CancellationToken cancellationToken)
    {
        await values.RemoveAsync(keys.User(userId), cancellationToken).ConfigureAwait(false);
        await values.RemoveAsync(keys.Mark(userId), cancellationToken).ConfigureAwait(false);
    }
}
