using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Maintenance;

/// <summary>
/// Takes the sealed successor of a replaced secret out of the record once nobody may ask for it any more, so that an old
/// secret and a copy of the storage are not a current one. By compare-and-swap: whatever else writes the session wins.
/// </summary>
/// <remarks>
/// The process that rotated does it. What a stopped process left behind is found when the session is next validated; a
/// session that nobody uses ends, and its secrets with it.
/// </remarks>
internal sealed partial class SuccessorSweep(
    ISessionBackend backend,
    ISessionStorage storage,
    TimeProvider time,
    ILogger<SuccessorSweep> logger
) : IAsyncDisposable
{
    /// <summary>How long past its time a successor is left alone: the clock of another host may be behind.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private const int Capacity = 100_000;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SessionId, DateTimeOffset> _pending = new();
    private readonly SemaphoreSlim _sweeping = new(1, 1);
    private ITimer? _timer;
    private int _scheduled;
    private volatile bool _isDisposed;

    /// <summary>Notes a record whose successor is still sealed in it, now or later.</summary>
    public void Note(SessionId id, ReplacedSecret? replaced)
    {
        if (replaced is null || _isDisposed || _pending.Count >= Capacity || IsSwept(replaced))
            return;
        var due = replaced.AcceptedUntil + Margin;
        _pending[id] = due;
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            Schedule(due);
    }

    /// <summary>Notes a record that was found with a successor in it whose time is long over.</summary>
    public void NoteOverdue(SessionRecord record, DateTimeOffset now)
    {
        if (record.Replaced is { } replaced && now >= replaced.AcceptedUntil + Margin)
        {
            if (!_pending.ContainsKey(record.Session.Id))
                Note(record.Session.Id, replaced);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (Interlocked.Exchange(ref _timer, null) is { } timer)
            await timer.DisposeAsync().ConfigureAwait(false);
        // Not under the feet of a sweep that is under way.
        await _sweeping.WaitAsync().ConfigureAwait(false);
        _sweeping.Release();
    }

    private bool IsSwept(ReplacedSecret replaced) => ReferenceEquals(backend.AfterGrace(replaced), replaced);

    private void Schedule(DateTimeOffset due)
    {
        var wait = due - time.GetUtcNow();
        var timer = Volatile.Read(ref _timer);
        if (timer is null)
        {
            timer = DetachedWork.Start(() =>
                time.CreateTimer(
                    static state => _ = ((SuccessorSweep)state!).SweepAsync(),
                    this,
                    Timeout.InfiniteTimeSpan,
                    Timeout.InfiniteTimeSpan
                )
            );
            if (Interlocked.CompareExchange(ref _timer, timer, null) is { } first)
            {
                timer.Dispose();
                timer = first;
            }
        }

        timer.Change(wait > _shortest ? wait : _shortest, Timeout.InfiniteTimeSpan);
    }

    private async Task SweepAsync()
    {
        await _sweeping.WaitAsync().ConfigureAwait(false);
        try
        {
            var failed = 0;
            foreach (var (id, due) in _pending)
            {
                if (_isDisposed)
                    return;
                if (due > time.GetUtcNow())
                    continue;
                // First, so that a rotation meanwhile is noted anew.
                _pending.TryRemove(new(id, due));
                if (!await TrySweepAsync(id).ConfigureAwait(false))
                    failed++;
            }

            if (failed > 0)
                LogLeft(failed);
        }
        finally
        {
            _sweeping.Release();
            Volatile.Write(ref _scheduled, 0);
            if (!_isDisposed && !_pending.IsEmpty && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            {
                Schedule(_pending.Values.DefaultIfEmpty(time.GetUtcNow()).Min());
            }
        }
    }

    /// <returns>Whether there is nothing left to do. What could not be done is found again by the next validation.</returns>
    private async ValueTask<bool> TrySweepAsync(SessionId id)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var record = await storage.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
                var now = Instant.Cut(time.GetUtcNow());
                if (
                    record is not { Replaced: { } replaced }
                    || !record.Session.IsLiveAt(now)
                    || now < replaced.AcceptedUntil + Margin
                )
                {
                    return true;
                }

                var kept = backend.AfterGrace(replaced);
                if (
                    ReferenceEquals(kept, replaced)
                    || await storage
                        .ReplaceAsync(record with { Replaced = kept }, record.Version, now, CancellationToken.None)
                        .ConfigureAwait(false)
                )
                {
                    return true;
                }
            }

            return false;
        }
#pragma warning disable CA1031 // Whatever a storage throws, nobody waits for this.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    [LoggerMessage(
        EventId = 1303,
        EventName = "SuccessorsLeft",
        Level = LogLevel.Debug,
        Message = "The sealed successors of {Count} replaced secret(s) could not be removed yet; the next use of their sessions tries again."
    )]
    private partial void LogLeft(int count);
}
