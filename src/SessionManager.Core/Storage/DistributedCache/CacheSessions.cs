using System.Runtime.InteropServices;
using SessionManager.Sessions;
using SessionManager.Storage.Serialization;

namespace SessionManager.Storage.DistributedCache;

/// <summary>The values of single sessions, and their ends.</summary>
internal sealed class CacheSessions(CacheValues values, CacheKeys keys, CacheSessionStorageOptions options)
{
    /// <exception cref="SessionRecordUnreadableException">It is damaged, newer, or another session's.</exception>
    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        var stored = await values.GetAsync(keys.Session(id), cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return null;
        var record = SessionRecordSerializer.Deserialize(stored);
        // A cache that folds case could hand out one session for another.
        return record.Session.Id == id
            ? record
            : throw new SessionRecordUnreadableException("The cache holds another session under this one's key.");
    }

    /// <summary>The same, but one that cannot be read is passed over.</summary>
    public async ValueTask<CacheReading> ReadAsync(SessionId id, CancellationToken cancellationToken)
    {
        try
        {
            var record = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            return new CacheReading(record is not null, record);
        }
        catch (SessionRecordUnreadableException)
        {
            return new CacheReading(Exists: true, Record: null);
        }
    }

    public async Task<CacheReading[]> ReadManyAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        var found = new CacheReading[ids.Count];
        await ForEachAsync(
                ids.Count,
                async (i, ct) => found[i] = await ReadAsync(ids[i], ct).ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
        return found;
    }

    /// <summary>Works on several sessions, some at once.</summary>
    public Task ForEachAsync(
        int count,
        Func<int, CancellationToken, ValueTask> work,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = options.MaxConcurrentCalls,
                CancellationToken = cancellationToken,
            },
            work
        );

    public Task WriteAsync(SessionRecord record, CancellationToken cancellationToken) =>
        values.SetAsync(
            keys.Session(record.Session.Id),
            SessionRecordSerializer.Serialize(record),
            GoneAt(record.Session.Termination?.At ?? record.Session.ExpiresAt),
            cancellationToken
        );

    public Task RemoveAsync(SessionId id, CancellationToken cancellationToken) =>
        values.RemoveAsync(keys.Session(id), cancellationToken);

    /// <summary>
    /// Ends a session. That it ended is written first and under a key of its own, which no other write touches: whoever
    /// read the session before and writes it after, in another process, finds the end there and puts it back.
    /// </summary>
    public async ValueTask<SessionRecord> EndAsync(
        SessionRecord record,
        SessionTermination termination,
        CancellationToken cancellationToken
    )
    {
        await WriteEndAsync(
                record.Session.Id,
                StoredCacheEnd.Of(termination),
                GoneAt(termination.At),
                cancellationToken
            )
            .ConfigureAwait(false);
        var ended = Ended(record, termination);
        await WriteAsync(ended, cancellationToken).ConfigureAwait(false);
        return ended;
    }

    /// <summary>Deletes a session, so that a write that is under way in another process does not bring it back.</summary>
    public async ValueTask EraseAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await WriteEndAsync(id, StoredCacheEnd.Erased, GoneAt(now), cancellationToken).ConfigureAwait(false);
        await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes a record in the place of the one that was read. False when another process ended or erased the session
    /// meanwhile: then the end stands.
    /// </summary>
    public async ValueTask<bool> OverwriteAsync(
        SessionRecord before,
        SessionRecord after,
        CancellationToken cancellationToken
    )
    {
        var id = before.Session.Id;
        after = after with { Version = before.Version + 1 };
        await WriteAsync(after, cancellationToken).ConfigureAwait(false);
        StoredCacheEnd? end;
        try
        {
            end = await ReadEndAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStorageException)
        {
            // An end that this library cannot read is an end: the session goes rather than live on.
            end = StoredCacheEnd.Erased;
        }

        if (end is null)
            return true;
        await (
            end.Termination is { } termination
                ? WriteAsync(Ended(before, termination), cancellationToken)
                : RemoveAsync(id, cancellationToken)
        ).ConfigureAwait(false);
        return false;
    }

    /// <summary>When the key of a session that is over at a moment is gone.</summary>
    public DateTimeOffset GoneAt(DateTimeOffset over) => Instant.Add(over, options.Retention);

    private Task WriteEndAsync(
        SessionId id,
        StoredCacheEnd end,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => values.WriteAsync(keys.End(id), end, CacheJsonContext.Default.StoredCacheEnd, until, cancellationToken);

    private Task<StoredCacheEnd?> ReadEndAsync(SessionId id, CancellationToken cancellationToken) =>
        values.ReadAsync(keys.End(id), CacheJsonContext.Default.StoredCacheEnd, cancellationToken);

    private static SessionRecord Ended(SessionRecord record, SessionTermination termination) =>
        record with
        {
            Session = record.Session with { Termination = termination },
            Version = record.Version + 1,
        };
}

/// <summary>What lies under a session's key: nothing, something that cannot be read, or the record.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheReading(bool Exists, SessionRecord? Record);
