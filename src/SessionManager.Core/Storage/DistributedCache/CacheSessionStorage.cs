using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Options;
using SessionManager.Sessions;

namespace SessionManager.Storage.DistributedCache;

/// <summary>
/// Keeps sessions in whatever <see cref="IDistributedCache"/> the host has: one JSON value a session, which the cache
/// forgets by itself when the session and its retention are over.
/// </summary>
/// <remarks>
/// <para>
/// <b>In one process</b> each member is one atomic step, as the contract says, as long as the cache answers; a member
/// that fails halfway may have ended sessions, and never leaves more live than there were.
/// </para>
/// <para>
/// <b>Across processes</b> a cache without conditional writes can promise less. Sign-ins of one user at the same moment
/// on several nodes may pass the limit, and the list of the user's sessions may lose one of them until it is used again:
/// when all of the user's end meanwhile, it ends only then. Of two changes of one session one may be lost. What ended
/// stays ended: a write that crosses with an end puts the end back.
/// </para>
/// <para>
/// <b>Not there:</b> lists and counts over all users (<see cref="SessionStorageUnsupportedException"/>), sweeping and
/// purging, which the cache does unseen: no event tells that a session expired.
/// </para>
/// <para>
/// The cache must not evict what is not yet due: who loses a session signs in again, who loses the list is as above, and
/// an "ended before" mark that is lost lets a late sign-in pass.
/// </para>
/// </remarks>
public sealed partial class CacheSessionStorage : ISessionStorage, ISessionStorageGuarantees
{
    private readonly UserLocks _locks = new();
    private readonly CacheSessions _sessions;
    private readonly CacheUsers _users;
    private readonly TimeProvider _time;

    /// <summary>A storage over a cache.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="options">Key prefix and retention.</param>
    /// <param name="time">The clock by which is judged how long the cache has to keep a value.</param>
    public CacheSessionStorage(IDistributedCache cache, IOptions<CacheSessionStorageOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var values = new CacheValues(cache, time);
        var keys = new CacheKeys(options.Value.KeyPrefix);
        _sessions = new CacheSessions(values, keys, options.Value);
        _users = new CacheUsers(values, keys, options.Value, time);
        _time = time;
    }

    /// <inheritdoc/>
    public SessionStorageGuarantees Guarantees => SessionStorageGuarantees.None;

    /// <inheritdoc/>
    public ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _sessions.FindAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(touches);
        cancellationToken.ThrowIfCancellationRequested();
        var moved = 0;
        await _sessions
            .ForEachAsync(
                touches.Count,
                async (i, ct) =>
                {
                    if (await TouchAsync(touches[i], ct).ConfigureAwait(false))
                        Interlocked.Increment(ref moved);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return moved;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        long expectedVersion,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        using var turn = await _locks.EnterAsync(record.Session.Id, cancellationToken).ConfigureAwait(false);
        var before = (await _sessions.ReadAsync(record.Session.Id, cancellationToken).ConfigureAwait(false)).Record;
        return before is not null
            && before.Version == expectedVersion
            && before.Session.IsLiveAt(now)
            && await OverwriteAsync(before, record, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> TouchAsync(SessionTouch touch, CancellationToken cancellationToken)
    {
        using var turn = await _locks.EnterAsync(touch.Id, cancellationToken).ConfigureAwait(false);
        var before = (await _sessions.ReadAsync(touch.Id, cancellationToken).ConfigureAwait(false)).Record;
        if (before?.Session.IsLiveAt(touch.At) != true)
            return false;
        var used = before.Session.UsedAt(touch.At);
        return used.LastActivityAt != before.Session.LastActivityAt
            && await OverwriteAsync(before, before with { Session = used }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> OverwriteAsync(
        SessionRecord before,
        SessionRecord after,
        CancellationToken cancellationToken
    )
    {
        // First the list: a session that is not in it would be missed when all of the user's end. One that was not in
        // it was missed perhaps: then it ends now.
        if (
            !await _users.EnsureListedAsync(after, cancellationToken).ConfigureAwait(false)
            && await _users.ReadMarkAsync(before.Session.UserId, cancellationToken).ConfigureAwait(false) is { } mark
            && before.Session.AuthenticatedAt < mark.At
        )
        {
            await _sessions.EndAsync(before, mark, cancellationToken).ConfigureAwait(false);
            return false;
        }

        return await _sessions.OverwriteAsync(before, after, cancellationToken).ConfigureAwait(false);
    }
}
