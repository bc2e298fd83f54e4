using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SessionManager.Sessions;

namespace SessionManager.Storage.Tiered;

/// <summary>
/// A durable storage behind a fast tier that all nodes share: look-ups are served from copies, everything else is done in
/// the durable storage, and after a write has returned no look-up on any node gives what was before it.
/// </summary>
/// <remarks>
/// <para>
/// <b>The durable storage is down.</b> Live sessions that have a copy are still found, for at most
/// <see cref="ISessionFastTier.MaxAge"/>; sessions without a copy are not: <see cref="SessionStorageException"/> (or the
/// driver's own exception). Inserting, replacing (a refresh), listing, counting, cleaning and erasing fail in the same
/// way. Ending fails too, and still takes effect where the fast tier is reached: the session is refused, copy or not,
/// until the mark in the fast tier is gone, somewhat more than <see cref="ISessionFastTier.MaxAge"/>. To be ended for
/// good it must be ended again.
/// </para>
/// <para>
/// <b>The fast tier is down, or slow.</b> Look-ups ask the durable storage after
/// <see cref="TieredStorageOptions.FastTierTimeout"/>, and for a moment without trying at all. Writes are done in the
/// durable storage. Then copies may be left which other nodes might still reach, so <see cref="TerminateAsync"/>,
/// <see cref="TerminateAllAsync"/>, <see cref="EraseUserAsync"/> and a <see cref="ReplaceAsync"/> that replaced throw a
/// <see cref="SessionStorageException"/> that says so, and never report a success that is none: the work is done, the
/// copies live for at most <see cref="ISessionFastTier.MaxAge"/>, and it is tried again to destroy them in the
/// background. To repeat the call is safe, and succeeds once the copies are gone. Other writes succeed: what they
/// leave lets nobody in who was not let in before, except a session that was evicted by a limit, for the same time.
/// </para>
/// <para>
/// <b>The fast tier is empty</b>, after a restart or an eviction: look-ups ask the durable storage and fill it again.
/// </para>
/// <para>
/// <b>A node dies in the middle of a write.</b> Either the durable storage has the write or it has not; the marks that
/// are left keep copies away until they go by themselves.
/// </para>
/// <para>Both tiers stay their owner's to dispose. <b>Thread-safety.</b> All members may be called at once.</para>
/// </remarks>
public sealed partial class TieredSessionStorage : ISessionStorage, ISessionStorageGuarantees, IAsyncDisposable
{
    private const int WriterBytes = 12;

    private readonly ISessionStorage _durable;
    private readonly BoundedFastTier _fast;
    private readonly FastTierRepair _repair;
    private readonly TimeProvider _time;
    private readonly TieredLog _log;

    /// <summary>Puts a fast tier in front of a durable storage.</summary>
    /// <param name="durable">Where sessions are kept.</param>
    /// <param name="fast">Where copies of them are.</param>
    /// <param name="options">Times; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="logger">Told when the fast tier is lost and found; null for nobody.</param>
    /// <exception cref="ArgumentException">An option is not greater than zero.</exception>
    public TieredSessionStorage(
        ISessionStorage durable,
        ISessionFastTier fast,
        TieredStorageOptions? options = null,
        TimeProvider? time = null,
        ILogger<TieredSessionStorage>? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(durable);
        ArgumentNullException.ThrowIfNull(fast);
        options = (options ?? new()).Validated();
        _durable = durable;
        _time = time ?? TimeProvider.System;
        _log = new TieredLog(logger ?? NullLogger<TieredSessionStorage>.Instance);
        _fast = new BoundedFastTier(fast, options, _time, _log);
        _repair = new FastTierRepair(_fast, options, _time, _log);
    }

    /// <summary>
    /// Those of the durable storage, but for the announcements: it makes them before the copies are destroyed, so they
    /// have to be made again after.
    /// </summary>
    public SessionStorageGuarantees Guarantees =>
        (_durable is ISessionStorageGuarantees durable ? durable.Guarantees : SessionStorageGuarantees.All)
        & ~SessionStorageGuarantees.AnnouncesChanges;

    internal int WaitingForRepair => _repair.Count;

    /// <inheritdoc/>
    public async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await _fast.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not { } reading)
            return await _durable.FindAsync(id, cancellationToken).ConfigureAwait(false);
        // A copy may not know of the last use: the durable storage says whether time ran out.
        if (reading.Record is { } copy && copy.Session.IsLiveAt(_time.GetUtcNow()))
            return copy;
        if (reading.Endings.Count > 0)
        {
            var endangered = await _durable.FindAsync(id, cancellationToken).ConfigureAwait(false);
            return endangered is null ? null : AsEnded(endangered, reading.Endings);
        }

        return await FindAndFillAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<SessionPage> QueryAsync(
        SessionQuery query,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => _durable.QueryAsync(query, now, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionStatistics> GetStatisticsAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _durable.GetStatisticsAsync(now, cancellationToken);

    /// <summary>Tries once more to destroy copies that are left, if any, and lets go.</summary>
    public ValueTask DisposeAsync() => _repair.DisposeAsync();

    private static string NewWriter() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(WriterBytes));

    /// <summary>Whoever is about to be ended is refused, whether or not the write under way succeeds.</summary>
    private static SessionRecord AsEnded(SessionRecord record, IReadOnlyList<FastTierEnding> endings)
    {
        foreach (var ending in endings)
        {
            if (ending.Names(record.Session))
                return record with { Session = record.Session with { Termination = ending.Termination } };
        }

        return record;
    }

    private async ValueTask<SessionRecord?> FindAndFillAsync(SessionId id, CancellationToken cancellationToken)
    {
        // Before the read: the lease tells at the end that nobody has written since.
        var lease = await _fast.LeaseAsync(id, cancellationToken).ConfigureAwait(false);
        var record = await _durable.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (lease is not null && record is not null && record.Session.IsLiveAt(_time.GetUtcNow()))
            _fast.Fill(record, lease);
        return record;
    }
}
