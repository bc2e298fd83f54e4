using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

public sealed partial class MemorySessionStorage
{
    /// <summary>How many sessions a search over all users looks at before it lets others at the index.</summary>
    private const int Chunk = 256;

    /// <inheritdoc/>
    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var found = query.Filters.UserId is { } userId
            ? OfUser(userId, query, now)
            : OfAll(query, now, cancellationToken);
        // One more than the page was asked for, to know whether a next page exists.
        if (found.Count <= query.Limit)
            return new(new SessionPage(found, Next: null));
        found.RemoveAt(query.Limit);
        return new(new SessionPage(found, new SessionCursor(found[^1].LastActivityAt, found[^1].Id)));
    }

    /// <inheritdoc/>
    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counts = new long[4];
        var users = 0L;
        foreach (var (_, user) in _users)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (user)
            {
                var live = 0;
                for (var i = 0; i < user.Live.Count; i++)
                {
                    var status = user.Live[i].Record.Session.StatusAt(now);
                    counts[(int)status]++;
                    live += status is SessionStatus.Active or SessionStatus.Idle ? 1 : 0;
                }

                for (var i = 0; i < user.Ended.Count; i++)
                    counts[(int)user.Ended[i].Record.Session.StatusAt(now)]++;
                users += live > 0 ? 1 : 0;
            }
        }

        return new(
            new SessionStatistics
            {
                Active = counts[(int)SessionStatus.Active],
                Idle = counts[(int)SessionStatus.Idle],
                Expired = counts[(int)SessionStatus.Expired],
                Terminated = counts[(int)SessionStatus.Terminated],
                Users = users,
            }
        );
    }

    /// <summary>Merges the live and the ended sessions of a user from the newest activity down, as far as the page reaches.</summary>
    private List<UserSession> OfUser(string userId, SessionQuery query, DateTimeOffset now)
    {
        var found = new List<UserSession>(Math.Min(query.Limit + 1, 64));
        if (!_users.TryGetValue(userId, out var user))
            return found;
        lock (user)
        {
            var liveOnly =
                query.Filters.ActiveOnly || query.Filters.Status is SessionStatus.Active or SessionStatus.Idle;
            var live = PlaceBehind(ref user.Live, query.After);
            var ended = liveOnly ? 0 : PlaceBehind(ref user.Ended, query.After);
            while (found.Count <= query.Limit && (live > 0 || ended > 0))
            {
                var fromLive = ended == 0 || (live > 0 && IsNewer(user.Live[live - 1], user.Ended[ended - 1]));
                var session = (fromLive ? user.Live[--live] : user.Ended[--ended]).Record.Session;
                if (query.Filters.Matches(session, now))
                    found.Add(session);
            }
        }

        return found;
    }

    private List<UserSession> OfAll(SessionQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<UserSession>(Math.Min(query.Limit + 1, 64));
        var after = query.After;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = _indexes.Behind(after, Chunk);
            foreach (var record in chunk)
            {
                if (query.Filters.Matches(record.Session, now))
                    found.Add(record.Session);
                if (found.Count > query.Limit)
                    return found;
            }

            if (chunk.Count < Chunk)
                return found;
            after = new SessionCursor(chunk[^1].Session.LastActivityAt, chunk[^1].Session.Id);
        }
    }

    private static int PlaceBehind(ref ActivityList list, SessionCursor? after) =>
        after is { } place ? list.CountBefore(place.LastActivityAt, place.Id) : list.Count;

    private static bool IsNewer(MemoryEntry x, MemoryEntry y) => ActivityOrder.Instance.Compare(x, y) > 0;
}
