using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

/// <summary>
/// The indexes over the sessions of all users: by when they are due to expire, by when they ended, and by activity.
/// One short lock, taken inside a user's lock and never around one.
/// </summary>
internal sealed class MemoryIndexes
{
    private readonly Lock _gate = new();
    private readonly DueHeap _live = new();
    private readonly DueHeap _ended = new();
    private readonly SortedSet<MemoryEntry> _byActivity = new(ActivityOrder.Instance);

    public void Added(MemoryEntry entry)
    {
        lock (_gate)
        {
            _live.Add(entry, entry.Record.Session.ExpiresAt);
            _byActivity.Add(entry);
        }
    }

    /// <summary>Puts a new record in an entry: the order by activity must not see it change under its feet.</summary>
    public void Replace(MemoryEntry entry, SessionRecord record)
    {
        lock (_gate)
        {
            if (record.Session.LastActivityAt == entry.Record.Session.LastActivityAt)
            {
                entry.Record = record;
            }
            else
            {
                _byActivity.Remove(entry);
                entry.Record = record;
                _byActivity.Add(entry);
            }

            _live.Advance(entry, record.Session.ExpiresAt);
        }
    }

    public void Ended(MemoryEntry entry, DateTimeOffset at)
    {
        lock (_gate)
        {
            _live.Remove(entry);
            _ended.Add(entry, at);
        }
    }

    public void Removed(MemoryEntry entry, bool ended)
    {
        lock (_gate)
        {
            (ended ? _ended : _live).Remove(entry);
            _byActivity.Remove(entry);
        }
    }

    /// <summary>Takes out what seems due to expire; the caller judges it and puts it back if it is not.</summary>
    public MemoryEntry? TakeDue(DateTimeOffset now)
    {
        lock (_gate)
            return _live.TakeDue(now);
    }

    public void PutBack(MemoryEntry entry)
    {
        lock (_gate)
        {
            if (entry.HeapIndex < 0)
                _live.Add(entry, entry.Record.Session.ExpiresAt);
        }
    }

    /// <summary>Takes out the session that ended first, if it ended before a moment.</summary>
    public MemoryEntry? TakeEnded(DateTimeOffset before)
    {
        lock (_gate)
            return before == DateTimeOffset.MinValue ? null : _ended.TakeDue(before.AddTicks(-1));
    }

    /// <summary>Takes out the session that ended first, if there are more than so many ended ones.</summary>
    public MemoryEntry? TakeEndedOver(int maximum)
    {
        lock (_gate)
            return _ended.Count > maximum ? _ended.TakeDue(DateTimeOffset.MaxValue) : null;
    }

    /// <summary>The next so many sessions of all users behind a place, newest activity first, as they are now.</summary>
    public List<SessionRecord> Behind(SessionCursor? after, int count)
    {
        var found = new List<SessionRecord>(count);
        lock (_gate)
        {
            if (_byActivity.Count == 0)
                return found;
            var range = _byActivity;
            if (after is { } place)
            {
                var probe = Probe(place);
                if (ActivityOrder.Instance.Compare(probe, _byActivity.Min) <= 0)
                    return found;
                range = _byActivity.GetViewBetween(_byActivity.Min, probe);
            }

            foreach (var entry in range.Reverse())
            {
                if (found.Count == count)
                    break;
                if (
                    after is null
                    || ActivityOrder.Compare(after.Value.LastActivityAt, after.Value.Id, entry.Record.Session) > 0
                )
                    found.Add(entry.Record);
            }
        }

        return found;
    }

    /// <summary>An entry that stands where a cursor points, to compare with.</summary>
    private static MemoryEntry Probe(SessionCursor place) =>
        new(
            user: null!,
            new SessionRecord
            {
                SecretHash = default,
                Session = new UserSession
                {
                    Id = place.Id,
                    UserId = string.Empty,
                    CreatedAt = place.LastActivityAt,
                    LastActivityAt = place.LastActivityAt,
                    AuthenticatedAt = place.LastActivityAt,
                    ExpiresAt = place.LastActivityAt,
                    AbsoluteExpiresAt = place.LastActivityAt,
                    IdleTimeout = TimeSpan.Zero,
                },
            }
        );
}
