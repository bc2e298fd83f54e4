using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Maintenance;

/// <summary>
/// Records the use of sessions behind the requests: at most once an interval for each session, many in one write.
/// </summary>
/// <remarks>
/// A use is kept only while its session was live when last seen: one that could not be written before its session's
/// end is dropped, since a late write must not bring back what others were told is over.
/// </remarks>
internal sealed partial class SessionActivityWriter : IAsyncDisposable
{
    private const int BatchSize = 1000;

    private readonly ConcurrentDictionary<SessionId, Use> _pending = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private readonly ISessionStorage _storage;
    private readonly SessionAuditPipeline _audit;
    private readonly TimeProvider _time;
    private readonly SessionMetrics _metrics;
    private readonly ILogger<SessionActivityWriter> _logger;
    private readonly FlushTimer _timer;
    private readonly TimeSpan _delay;
    private readonly long _interval;
    private readonly TimeSpan _margin;

    public SessionActivityWriter(
        ISessionStorage storage,
        SessionManagerOptions options,
        SessionAuditPipeline audit,
        TimeProvider time,
        SessionMetrics metrics,
        ILogger<SessionActivityWriter> logger
    )
    {
        _storage = storage;
        _audit = audit;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _interval = options.ActivityInterval.Ticks;
        _margin = (2 * options.ActivityFlushDelay) + options.StorageTimeout;
        _delay = options.ActivityFlushDelay;
        _timer = new FlushTimer(time, () => FlushAsync().AsTask());
    }

    /// <summary>Whether a use now is worth a write: the last recorded one is an interval old.</summary>
    public bool IsDue(UserSession session, DateTimeOffset now) =>
        now.UtcTicks - session.LastActivityAt.UtcTicks >= _interval;

    /// <summary>Whether the session may end before the next flush: then the use is written at once.</summary>
    public bool IsUrgent(UserSession session, DateTimeOffset now) => session.ExpiresAt - now <= _margin;

    /// <summary>Whether the write of a use that is due is not under way yet, or somebody has to wait for it.</summary>
    public bool NeedsNote(UserSession session, DateTimeOffset now) =>
        IsUrgent(session, now) || !_pending.ContainsKey(session.Id);

    /// <summary>Notes a use for the next flush.</summary>
    public void Note(UserSession session, DateTimeOffset now)
    {
        if (_pending.ContainsKey(session.Id) || !_pending.TryAdd(session.Id, new Use(session, now)))
            return;
        _timer.Request(_delay);
    }

    /// <summary>
    /// Writes a use now, or waits for the write of one that is noted already. A failure is counted and swallowed: it is
    /// no reason to refuse a request.
    /// </summary>
    public ValueTask WriteAsync(UserSession session, DateTimeOffset now)
    {
        _pending.TryAdd(session.Id, new Use(session, now));
        return FlushAsync();
    }

    /// <summary>Writes what is noted. A use stays noted until it is written, so that no request notes it again.</summary>
    public async ValueTask FlushAsync()
    {
        var written = new List<Use>();
        await _flushing.WaitAsync().ConfigureAwait(false);
        try
        {
            _timer.Begin();
            var batch = new List<Use>(Math.Min(BatchSize, _pending.Count));
            foreach (var (id, use) in _pending)
            {
                if (!use.Session.IsLiveAt(_time.GetUtcNow()))
                {
                    _pending.TryRemove(id, out _);
                    continue;
                }

                batch.Add(use);
                if (batch.Count < BatchSize)
                    continue;
                await WriteAsync(batch, written).ConfigureAwait(false);
                batch.Clear();
            }

            if (batch.Count > 0)
                await WriteAsync(batch, written).ConfigureAwait(false);
        }
        finally
        {
            _flushing.Release();
        }

        // Outside: a trail that is behind must not keep uses from being written, which sessions live by.
        await RecordAsync(written).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(List<Use> uses, List<Use> written)
    {
        try
        {
            var moved = await _storage
                .TouchAsync(
                    uses.ConvertAll(static use => new SessionTouch(use.Session.Id, Instant.Cut(use.At))),
                    default
                )
                .ConfigureAwait(false);
            _metrics.Touched(moved);
            if (_audit.IsEnabled && moved > 0)
                written.AddRange(uses);
        }
        catch (SessionStorageException exception)
        {
            _metrics.TouchesSkipped(uses.Count);
            LogSkipped(exception, uses.Count);
        }
        finally
        {
            foreach (var use in uses)
                _pending.TryRemove(use.Session.Id, out _);
        }
    }

    private async ValueTask RecordAsync(List<Use> uses)
    {
        if (uses.Count == 0)
            return;
        try
        {
            await _audit.WriteAsync(uses.ConvertAll(Accessed), default).ConfigureAwait(false);
        }
        catch (SessionAuditException exception)
        {
            LogNotAudited(exception, uses.Count);
        }
    }

    private static SessionAuditEvent Accessed(Use use) =>
        SessionAuditEvents.Of(SessionAuditKind.Accessed, use.Session, use.At, use.Session.UserId);

    [LoggerMessage(
        EventId = 1301,
        EventName = "SessionUsesSkipped",
        Level = LogLevel.Warning,
        Message = "The use of {Count} session(s) was not recorded: they may end earlier than they should."
    )]
    private partial void LogSkipped(Exception exception, int count);

    [LoggerMessage(
        EventId = 1304,
        EventName = "SessionUsesNotAudited",
        Level = LogLevel.Warning,
        Message = "The use of {Count} session(s) was recorded, but not all of it in the audit trail."
    )]
    private partial void LogNotAudited(Exception exception, int count);

    private sealed record Use(UserSession Session, DateTimeOffset At);
}
