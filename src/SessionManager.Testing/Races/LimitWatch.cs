using SessionManager.Storage;
using Xunit;

namespace SessionManager.Testing.Races;

/// <summary>Lists a user's live sessions again and again, and keeps the most it ever saw.</summary>
internal sealed class LimitWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _watching;
    private readonly int _maximum;

    public LimitWatch(ISessionStorage storage, string userId, DateTimeOffset now, int maximum)
    {
        _maximum = maximum;
        _watching = Task.Run(() => WatchAsync(storage, userId, now));
    }

    /// <summary>Stops, and fails if more than the maximum were seen.</summary>
    public async Task AssertAsync()
    {
        await _stop.CancelAsync();
        Assert.InRange(await _watching, 0, _maximum);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task<int> WatchAsync(ISessionStorage storage, string userId, DateTimeOffset now)
    {
        var query = new SessionQuery
        {
            Filters = new SessionFilters { UserId = userId, ActiveOnly = true },
            Limit = SessionQuery.MaximumLimit,
        };
        var most = 0;
        while (!_stop.IsCancellationRequested)
        {
            var page = await storage.QueryAsync(query, now, CancellationToken.None);
            most = Math.Max(most, page.Sessions.Count(static session => session.Termination is null));
            await Task.Yield();
        }

        return most;
    }
}
