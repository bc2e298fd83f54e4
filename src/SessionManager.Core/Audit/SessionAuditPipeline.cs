using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;

namespace SessionManager.Audit;

/// <summary>
/// Hands events to every audit backend: through a bounded queue and a background writer, or while the operation waits,
/// as each kind is configured.
/// </summary>
internal sealed partial class SessionAuditPipeline : IAsyncDisposable
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(30);

    private readonly AuditSink[] _sinks;
    private readonly SessionAuditOptions _options;
    private readonly TimeProvider _time;
    private readonly SessionMetrics _metrics;
    private readonly ILogger<SessionAuditPipeline> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private int _closed;

    public SessionAuditPipeline(
        IEnumerable<ISessionAuditBackend> backends,
        SessionAuditOptions options,
        TimeProvider time,
        SessionMetrics metrics,
        ILogger<SessionAuditPipeline> logger
    )
    {
        _options = options;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _sinks = backends
            .Where(static backend => backend is not NoOp.NoOpAuditBackend)
            .Select(backend => new AuditSink(backend, options.QueueCapacity))
            .ToArray();
    }

    /// <summary>Whether anybody listens: without, no event needs to be made.</summary>
    public bool IsEnabled => _sinks.Length > 0;

    /// <summary>Names the backends whose last write failed; empty when all is well.</summary>
    public IReadOnlyList<string> Failing =>
        [.. _sinks.Where(static sink => sink.IsFailing).Select(static sink => sink.Name)];

    /// <summary>How many events wait, at the backend that is furthest behind.</summary>
    public int Waiting => _sinks.Length == 0 ? 0 : _sinks.Max(static sink => sink.Waiting);

    public ValueTask WriteAsync(SessionAuditEvent auditEvent, CancellationToken cancellationToken) =>
        IsEnabled ? WriteAsync([auditEvent], cancellationToken) : default;

    /// <exception cref="SessionAuditException">
    /// A strict event was not written by every backend, or a background one found no room in the queue in time.
    /// </exception>
    public async ValueTask WriteAsync(IReadOnlyList<SessionAuditEvent> events, CancellationToken cancellationToken)
    {
        if (!IsEnabled || events.Count == 0)
            return;
        List<SessionAuditEvent>? strict = null;
        SessionAuditException? failure = null;
        using var patience = new Patience(_options.EnqueueTimeout, _time, cancellationToken);
        foreach (var auditEvent in events)
        {
            if (ModeOf(auditEvent.Kind) == SessionAuditMode.Strict)
                (strict ??= []).Add(auditEvent);
            else
                failure = await EnqueueAsync(auditEvent, patience).ConfigureAwait(false) ?? failure;
        }

        if (strict is not null)
            await WriteStrictAsync(strict, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw failure;
    }

    /// <summary>Every backend in turn, each as long as an operation may wait for the trail.</summary>
    private async ValueTask WriteStrictAsync(List<SessionAuditEvent> strict, CancellationToken cancellationToken)
    {
        foreach (var sink in _sinks)
        {
            try
            {
                await sink.WriteAsync(strict, cancellationToken)
                    .AsTask()
                    .WaitAsync(_options.EnqueueTimeout, _time, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Failed(sink, exception);
                throw new SessionAuditException(
                    $"The audit backend '{sink.Name}' did not write an event that must be recorded.",
                    exception
                );
            }
        }
    }

    /// <summary>Takes no more, and waits until the queues are empty, as long as the drain timeout allows.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        foreach (var sink in _sinks)
            sink.Queue.Writer.TryComplete();
        try
        {
            await Task.WhenAll(_sinks.Select(sink => sink.EnsureRunning(RunAsync)))
                .WaitAsync(_options.DrainTimeout, _time)
                .ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogNotDrained(Waiting, _options.DrainTimeout);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private SessionAuditMode ModeOf(SessionAuditKind kind) =>
        _options.Modes.TryGetValue(kind, out var mode) ? mode : _options.Mode;

    /// <summary>Gives an event to every backend; one that is full fails the operation only after the others have it.</summary>
    private async ValueTask<SessionAuditException?> EnqueueAsync(SessionAuditEvent auditEvent, Patience patience)
    {
        SessionAuditException? failure = null;
        foreach (var sink in _sinks)
        {
            _ = sink.EnsureRunning(RunAsync);
            if (sink.Queue.Writer.TryWrite(auditEvent))
                continue;
            try
            {
                await sink.Queue.Writer.WriteAsync(auditEvent, patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
                when (exception is ChannelClosedException
                    || (exception is OperationCanceledException && !patience.CallerLeft)
                )
            {
                failure ??= new SessionAuditException(
                    $"The audit backend '{sink.Name}' is behind and its queue had no room within "
                        + $"{_options.EnqueueTimeout.TotalSeconds} s (SessionManagerOptions.Audit.EnqueueTimeout).",
                    exception
                );
            }
        }

        return failure;
    }

    /// <summary>
    /// How long one operation waits for room, for all its events and backends together. Who gives up takes the event back:
    /// one that stayed behind would take memory, and be recorded of what was said to have failed.
    /// </summary>
    private sealed class Patience(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        : IDisposable
    {
        private CancellationTokenSource? _over;
        private CancellationTokenSource? _either;

        public bool CallerLeft => cancellationToken.IsCancellationRequested;

        /// <summary>Runs from the first wait on.</summary>
        public CancellationToken Token
        {
            get
            {
                _over ??= new CancellationTokenSource(timeout, time);
                _either ??= CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
                return _either.Token;
            }
        }

        public void Dispose()
        {
            _either?.Dispose();
            _over?.Dispose();
        }
    }

    /// <summary>Empties one backend's queue until it is closed and empty. A batch is tried until it is written.</summary>
    private async Task RunAsync(AuditSink sink)
    {
        var batch = new List<SessionAuditEvent>(_options.BatchSize);
        while (await sink.Queue.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < _options.BatchSize && sink.Queue.Reader.TryRead(out var auditEvent))
                batch.Add(auditEvent);
            sink.InHand = batch.Count;
            await WriteUntilDoneAsync(sink, batch).ConfigureAwait(false);
            sink.InHand = 0;
        }
    }

    private async ValueTask WriteUntilDoneAsync(AuditSink sink, List<SessionAuditEvent> batch)
    {
        var delay = _options.RetryDelay;
        while (true)
        {
            try
            {
                await sink.WriteAsync(batch, _stopping.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                Failed(sink, exception);
            }

            await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
            delay = delay * 2 < LongestRetryDelay ? delay * 2 : LongestRetryDelay;
        }
    }

    private void Failed(AuditSink sink, Exception exception)
    {
        _metrics.AuditFailed(sink.Name);
        LogFailed(exception, sink.Name);
    }

    [LoggerMessage(
        EventId = 1201,
        EventName = "SessionAuditWriteFailed",
        Level = LogLevel.Error,
        Message = "The audit backend {Backend} failed to write."
    )]
    private partial void LogFailed(Exception exception, string backend);

    [LoggerMessage(
        EventId = 1202,
        EventName = "SessionAuditNotDrained",
        Level = LogLevel.Critical,
        Message = "{Count} audit event(s) were not written within {Timeout} at shutdown and are lost."
    )]
    private partial void LogNotDrained(int count, TimeSpan timeout);
}
