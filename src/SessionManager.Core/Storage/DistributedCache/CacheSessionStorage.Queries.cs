using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

public sealed partial class CacheSessionStorage
{
    /// <summary>Lists the sessions of one user.</summary>
    /// <exception cref="SessionStorageUnsupportedException">The filters name no user: a cache cannot be searched.</exception>
    public async ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var userId =
            query.Filters.UserId
            ?? throw new SessionStorageUnsupportedException(
                "The distributed cache storage cannot list the sessions of all users: name one in "
                    + "SessionFilters.UserId, or choose a storage that lists them, such as a database or Redis."
            );
        // Under the lock, or the list could show a session that ended beside the one that it made room for.
        using var turn = await _locks.EnterAsync(userId, cancellationToken).ConfigureAwait(false);
        var sessions = (await ReadAllAsync(userId, static _ => true, cancellationToken).ConfigureAwait(false))
            .Select(static record => record.Session)
            .Where(session => query.Filters.Matches(session, now) && IsBehind(session, query.After))
            .OrderByDescending(static session => session.LastActivityAt)
            .ThenByDescending(static session => session.Id)
            .Take(query.Limit + 1)
            .ToList();
        if (sessions.Count <= query.Limit)
            return new SessionPage(sessions, Next: null);
        sessions.RemoveAt(query.Limit);
        return new SessionPage(sessions, new SessionCursor(sessions[^1].LastActivityAt, sessions[^1].Id));
    }

    /// <summary>Not possible: a cache cannot be counted.</summary>
    /// <exception cref="SessionStorageUnsupportedException">Always.</exception>
    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        throw new SessionStorageUnsupportedException(
            "The distributed cache storage cannot count the sessions of all users: choose a storage that does, such as "
                + "a database or Redis."
        );
    }

    /// <summary>All listed sessions of a user that can be read. Under the user's lock.</summary>
    private async ValueTask<IEnumerable<SessionRecord>> ReadAllAsync(
        string userId,
        Func<StoredCacheEntry, bool> wanted,
        CancellationToken cancellationToken
    )
    {
        var entries = await _users.ReadAsync(userId, cancellationToken).ConfigureAwait(false);
        var found = await _sessions
            .ReadManyAsync([.. entries.Where(wanted).Select(static entry => entry.Id)], cancellationToken)
            .ConfigureAwait(false);
        return found.Select(static reading => reading.Record).OfType<SessionRecord>();
    }

    private static bool IsBehind(UserSession session, SessionCursor? after) =>
        after is not { } place
        || session.LastActivityAt < place.LastActivityAt
        || (session.LastActivityAt == place.LastActivityAt && session.Id.CompareTo(place.Id) < 0);
}
