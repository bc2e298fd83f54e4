using System.Collections.Concurrent;
using SessionManager.Maintenance;
using SessionManager.Sessions;

namespace SessionManager.Storage.Caching;

/// <summary>
/// Reads sessions in use again before their copies are too old, many at once and behind the requests: so those hardly
/// ever wait for the storage, and it is asked in batches. When it fails the copies simply grow old.
/// </summary>
internal sealed class CacheRefresher : IAsyncDisposable
{
    private const int Batch = 64;

    private readonly ConcurrentQueue<SessionId> _wanted = new();
    private readonly ISessionStorage _storage;
    private readonly FlushTimer _timer;
    private readonly TimeSpan _delay;

    public CacheRefresher(ISessionStorage storage, SessionCache cache, TimeProvider time)
    {
        _storage = storage;
        _delay = cache.RefreshDelay;
        _timer = new FlushTimer(time, FlushAsync);
        cache.Ripening = Add;
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Add(SessionId id)
    {
        _wanted.Enqueue(id);
        _timer.Request(_delay);
    }

    private async Task FlushAsync()
    {
        _timer.Begin();
        var reads = new List<Task>(Batch);
        while (_wanted.TryDequeue(out var id))
        {
            reads.Add(ReadAsync(id));
            if (reads.Count < Batch)
                continue;
            await Task.WhenAll(reads).ConfigureAwait(false);
            reads.Clear();
        }

        await Task.WhenAll(reads).ConfigureAwait(false);
    }

    private async Task ReadAsync(SessionId id)
    {
        try
        {
            await _storage.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStorageException)
        {
            // Whoever presents its token next hears of it.
        }
    }
}
