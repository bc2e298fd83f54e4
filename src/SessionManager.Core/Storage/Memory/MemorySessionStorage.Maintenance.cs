using SessionManager.Sessions;

namespace SessionManager.Storage.Memory;

public sealed partial class MemorySessionStorage
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionRecord>> ExpireDueAsync(
        DateTimeOffset now,
        int batch,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var expired = new List<SessionRecord>();
        while (expired.Count < batch && _indexes.TakeDue(now) is { } entry)
        {
            lock (entry.User.Gate)
            {
                var session = entry.Record.Session;
                if (entry.IsRemoved || session.Termination is not null)
                    continue;
                if (session.IsLiveAt(now))
                    _indexes.PutBack(entry);
                else
                    expired.Add(End(entry, SessionTermination.Expiry(session.ExpiresAt)));
            }
        }

        TrimHistory();
        return new(expired);
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset endedBefore, int batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var purged = 0;
        while (purged < batch && _indexes.TakeEnded(endedBefore) is { } entry)
            purged += Delete(entry, endedBefore) ? 1 : 0;

        // A mark that old cannot stand against any sign-in still under way.
        while (_marked.TryPeek(out var mark) && mark.At < endedBefore && _marked.TryDequeue(out mark))
        {
            lock (mark.User.Gate)
                RetireIfEmpty(mark.User, endedBefore);
        }

        return new(purged);
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userId);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_users.TryGetValue(userId, out var user))
            return new(0);
        lock (user.Gate)
        {
            var erased = 0;
            while (user.Live.Count > 0)
                erased += Delete(user.Live[0]) ? 1 : 0;
            while (user.Ended is { Count: > 0 })
                erased += Delete(user.Ended[0]) ? 1 : 0;
            RetireIfEmpty(user, DateTimeOffset.MaxValue);
            return new(erased);
        }
    }

    private void TrimHistory()
    {
        while (_indexes.TakeEndedOver(_maxEnded) is { } entry)
            Delete(entry);
    }

    private bool Delete(MemoryEntry entry, DateTimeOffset markedBefore = default)
    {
        var user = entry.User;
        lock (user.Gate)
        {
            if (entry.IsRemoved)
                return false;
            entry.IsRemoved = true;
            var ended = entry.Record.Session.Termination is not null;
            (ended ? user.Ended! : user.Live).Remove(entry);
            _indexes.Removed(entry, ended);
            _entries.TryRemove(entry.Record.Session.Id, out _);
            RetireIfEmpty(user, markedBefore);
            return true;
        }
    }

    /// <summary>Forgets a user without sessions whose mark is from before a moment. Under the user's lock.</summary>
    private void RetireIfEmpty(MemoryUser user, DateTimeOffset markedBefore)
    {
        var isMarked = user.EndedBefore > DateTimeOffset.MinValue && user.EndedBefore >= markedBefore;
        if (user.IsRetired || isMarked || user.Live.Count > 0 || user.Ended is { Count: > 0 })
            return;
        user.IsRetired = true;
        _users.TryRemove(user.UserId, out _);
    }
}
