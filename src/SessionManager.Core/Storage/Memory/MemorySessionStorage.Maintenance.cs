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
            lock (entry.User)
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
        if (endedBefore - DateTimeOffset.MinValue < EndedBeforeMark.KeptFor)
            return new(0);
        var purged = 0;
        var markedBefore = endedBefore - EndedBeforeMark.KeptFor;
        while (purged < batch && _indexes.TakeEnded(endedBefore) is { } entry)
            purged += Delete(entry, markedBefore) ? 1 : 0;
        while (_marked.TryPeek(out var mark) && mark.At < markedBefore && _marked.TryDequeue(out mark))
        {
            lock (mark.User)
            {
                // It has moved since, or another purge took the one that was looked at: its time has not come.
                mark.User.IsMarked = mark.User.EndedBefore >= markedBefore;
                if (mark.User.IsMarked)
                    _marked.Enqueue((mark.User, mark.User.EndedBefore));
                else
                    RetireIfEmpty(mark.User, markedBefore);
            }
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
        lock (user)
        {
            var erased = 0;
            while (user.Live.Count > 0)
                erased += Delete(user.Live[0]) ? 1 : 0;
            while (user.Ended.Count > 0)
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
        lock (user)
        {
            if (entry.IsRemoved)
                return false;
            entry.IsRemoved = true;
            var ended = entry.Record.Session.Termination is not null;
            if (ended)
                user.Ended.Remove(entry);
            else
                user.Live.Remove(entry);
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
        if (user.IsRetired || isMarked || !user.IsEmpty)
            return;
        user.IsRetired = true;
        _users.TryRemove(user.UserId, out _);
    }
}
