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
internal sealed partial class SuccessorSweep : IAsyncDisposable
{
    /// <summary>How long past its time a successor is left alone: the clock of another host may be behind.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private const int Capacity = 100_000;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SessionId, DateTimeOffset> _pending = new();
    private readonly SemaphoreSlim _sweeping = new(1, 1);
    private readonly ISessionBackend _backend;
    private readonly ISessionStorage _storage;
    private readonly TimeProvider _time;
    private readonly ILogger<SuccessorSweep> _logger;
    private readonly FlushTimer _timer;
    private volatile bool _isDisposed;

    public SuccessorSweep(
        ISessionBackend backend,
        ISessionStorage storage,
        TimeProvider time,
        ILogger<SuccessorSweep> logger
    )
    {
        _backend = backend;
        _storage = storage;
        _time = time;
        _logger = logger;
        _timer = new FlushTimer(time, SweepAsync);
    }

    /// <summary>Notes a record whose successor is still sealed in it, now or later.</summary>
    public void Note(SessionId id, ReplacedSecret? replaced)
    {
        if (replaced is null || _isDisposed || IsSwept(replaced) || _pending.Count >= Capacity)
            return;
        var due = replaced.AcceptedUntil + Margin;
        _pending[id] = due;
        Request(due);
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
        await _timer.DisposeAsync().ConfigureAwait(false);
        // Not under the feet of a sweep that is under way.
        await _sweeping.WaitAsync().ConfigureAwait(false);
        _sweeping.Release();
    }

    private bool IsSwept(ReplacedSecret replaced) => ReferenceEquals(_backend.AfterGrace(replaced), replaced);

    private void Request(DateTimeOffset due)
    {
        var wait = due - _time.GetUtcNow();
        _timer.Request(wait > _shortest ? wait : _shortest);
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
                if (due > _time.GetUtcNow())
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
            _timer.Begin();
            if (!_isDisposed && !_pending.IsEmpty)
                Request(_pending.Values.DefaultIfEmpty(_time.GetUtcNow()).Min());
        }
    }

    /// <returns>Whether there is nothing left to do. What could not be done is found again by the next validation.</returns>
    private async ValueTask<bool> TrySweepAsync(SessionId id)
    {
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                var record = await _storage.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
                var now = Instant.Cut(_time.GetUtcNow());
                if (
                    record is not { Replaced: { } replaced }
                    || !record.Session.IsLiveAt(now)
                    || now < replaced.AcceptedUntil + Margin
                )
                {
                    return true;
                }

                var kept = _backend.AfterGrace(replaced);
                if (
                    ReferenceEquals(kept, replaced)
                    || await _storage
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
