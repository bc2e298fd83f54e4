using System.Numerics;
using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

public sealed partial class CacheSessionStorage
{
    /// <summary>From so many sessions on, a list that no limit keeps short is gone through now and then.</summary>
    private const int LongList = 64;

    /// <inheritdoc/>
    public async ValueTask<SessionInsertResult> InsertAsync(
        SessionRecord record,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        var userId = record.Session.UserId;
        using var turn = await _locks.EnterAsync(userId, cancellationToken).ConfigureAwait(false);
        if (await IsSupersededAsync(record, cancellationToken).ConfigureAwait(false))
            return new(SessionInsertOutcome.Superseded);
        if ((await _sessions.ReadAsync(record.Session.Id, cancellationToken).ConfigureAwait(false)).Exists)
            return new(SessionInsertOutcome.Duplicate);

        var entries = await _users.ReadAsync(userId, cancellationToken).ConfigureAwait(false);
        var listed = await LookAsync(entries, limit, cancellationToken).ConfigureAwait(false);
        var now = record.Session.CreatedAt;
        var live = listed.Where(one => one.Record?.Session.IsLiveAt(now) == true).Select(one => one.Record!).ToList();
        var excess = limit.IsLimited ? live.Count - limit.Maximum + 1 : 0;
        if (excess > 0 && limit.Action == SessionLimitAction.Reject)
            return new(SessionInsertOutcome.LimitReached);

        record = record with { Version = 1 };
        var evicted = excess > 0 ? InOrder(live, limit.Action).Take(excess).ToArray() : [];
        // Whatever fails from here on, nothing lives that is not in the list, and there is never one too many.
        await _users
            .WriteAsync(userId, [.. listed.Select(Marked), _users.EntryOf(record)], cancellationToken)
            .ConfigureAwait(false);
        var ended = await EndAsync(evicted, Eviction(now), cancellationToken).ConfigureAwait(false);
        await _sessions.WriteAsync(record, cancellationToken).ConfigureAwait(false);
        return await SettleAsync(record, ended, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks again, for another process may have written since: the mark of an "end all" that did not see this session
    /// counts, and a list that lost it gets it back.
    /// </summary>
    private async ValueTask<SessionInsertResult> SettleAsync(
        SessionRecord record,
        IReadOnlyList<SessionRecord> evicted,
        CancellationToken cancellationToken
    )
    {
        if (await IsSupersededAsync(record, cancellationToken).ConfigureAwait(false))
        {
            await _sessions.RemoveAsync(record.Session.Id, cancellationToken).ConfigureAwait(false);
            return new(SessionInsertOutcome.Superseded);
        }

        await _users.EnsureListedAsync(record, cancellationToken).ConfigureAwait(false);
        return new(SessionInsertOutcome.Inserted, evicted);
    }

    private async ValueTask<bool> IsSupersededAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        var session = record.Session;
        var mark = await _users.ReadMarkAsync(session.UserId, cancellationToken).ConfigureAwait(false);
        return session.AuthenticatedAt < mark?.At;
    }

    /// <summary>Reads the listed sessions that may be live, if that matters; what is gone is left out.</summary>
    private async ValueTask<List<Listed>> LookAsync(
        IReadOnlyList<StoredCacheEntry> entries,
        SessionLimit limit,
        CancellationToken cancellationToken
    )
    {
        var looks = limit.IsLimited || (entries.Count >= LongList && BitOperations.IsPow2(entries.Count));
        if (!looks)
            return [.. entries.Select(static entry => new Listed(entry, Record: null))];
        var maybeLive = entries.Where(static entry => !entry.HasEnded).ToList();
        var found = await _sessions
            .ReadManyAsync([.. maybeLive.Select(static entry => entry.Id)], cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. entries.Where(static entry => entry.HasEnded).Select(static entry => new Listed(entry, Record: null)),
            .. maybeLive
                .Zip(found)
                .Where(static pair => pair.Second.Exists)
                .Select(static pair => new Listed(pair.First, pair.Second.Record)),
        ];
    }

    /// <summary>
    /// The entry as it is written: once its session was seen to have ended, no sign-in has to look at it again. One that
    /// is about to be evicted is not, for that may fail.
    /// </summary>
    private StoredCacheEntry Marked(Listed listed) =>
        listed.Record?.Session.Termination is { } end
            ? listed.Entry with
            {
                HasEnded = true,
                GoneAt = _sessions.GoneAt(end.At).UtcTicks,
            }
            : listed.Entry;

    /// <summary>Who goes first at the limit, down to the id, so that equals are decided the same way everywhere.</summary>
    private static IEnumerable<SessionRecord> InOrder(IEnumerable<SessionRecord> live, SessionLimitAction action) =>
        live.OrderBy(record =>
                action == SessionLimitAction.EvictOldest ? record.Session.CreatedAt : record.Session.LastActivityAt
            )
            .ThenBy(static record => record.Session.CreatedAt)
            .ThenBy(static record => record.Session.Id);

    private static SessionTermination Eviction(DateTimeOffset now) =>
        new()
        {
            At = now,
            By = SessionTermination.System,
            Reason = SessionEndReasons.MaxSessionsExceeded,
        };

    /// <summary>A session of the list, and what was read of it.</summary>
    private sealed record Listed(StoredCacheEntry Entry, SessionRecord? Record);
}
