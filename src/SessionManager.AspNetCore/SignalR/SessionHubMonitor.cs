using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.AspNetCore.SignalR;

/// <summary>
/// Looks at the sessions of open connections: all of them from time to time, since time ends sessions without a word, and
/// those of which a change feed tells at once.
/// </summary>
internal sealed partial class SessionHubMonitor(
    SessionHubConnections connections,
    SessionHubCheck check,
    IOptions<SessionHubOptions> options,
    TimeProvider time,
    ILogger<SessionHubMonitor> logger,
    ISessionChangeFeed? feed = null
) : BackgroundService, ISessionChangeObserver
{
    private readonly ConcurrentDictionary<SessionId, bool> _changed = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ILogger<SessionHubMonitor> _logger = logger;
    private bool _checkAll;

    public void OnChanged(SessionChange change)
    {
        if (change.Id is { } id)
        {
            if (connections.Has(id))
                _changed[id] = true;
        }
        else
        {
            foreach (var session in connections.Sessions)
            {
                if (string.Equals(session.Partition, change.Partition, StringComparison.Ordinal))
                    _changed[session] = true;
            }
        }

        if (!_changed.IsEmpty)
            Wake();
    }

    public void OnInterrupted()
    {
        Interlocked.Exchange(ref _checkAll, true);
        Wake();
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed?.Subscribe(this);
        using var timer = new PeriodicTimer(options.Value.CheckInterval, time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var woken = _wake.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(tick, woken).ConfigureAwait(false);
            if (stoppingToken.IsCancellationRequested)
                return;
            if (woken.IsCompleted)
                woken = _wake.WaitAsync(stoppingToken);
            // Read and cleared in one: an interruption in between would be lost.
            var all = Interlocked.Exchange(ref _checkAll, false) || tick.IsCompleted;
            if (tick.IsCompleted)
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            await CheckAsync(all ? connections.Sessions : _changed.Keys, stoppingToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CheckAsync(ICollection<SessionId> sessions, CancellationToken cancellationToken)
    {
        foreach (var id in sessions)
        {
            _changed.TryRemove(id, out _);
            try
            {
                var session = await check.FindAsync(id, cancellationToken).ConfigureAwait(false);
                if (session is null)
                    connections.Abort(id);
                else
                    connections.AbortOthers(session);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SessionStorageException exception)
            {
                // Calls are refused all the while; who only listens is looked at again when the time comes.
                LogNotChecked(exception);
                return;
            }
#pragma warning disable CA1031 // A validator of the host's that throws must not end the watch over all others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotChecked(exception);
            }
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake, or the host is gone.
        }
    }

    [LoggerMessage(
        EventId = 2501,
        EventName = "HubConnectionsNotChecked",
        Level = LogLevel.Warning,
        Message = "Whether the sessions of open hub connections still live could not be found out; the next look does"
    )]
    private partial void LogNotChecked(Exception exception);
}
