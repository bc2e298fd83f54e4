using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>
/// Has the client look at once who is the primary now when it has lost one. By itself it looks once a minute, and until
/// then only a replica would answer, which is not asked: it may not know yet what has ended.
/// </summary>
internal sealed class RedisTopology(IConnectionMultiplexer redis)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private long _askedAt = Environment.TickCount64 - (long)_pause.TotalMilliseconds;

    /// <summary>To be told of every failure. Returns at once.</summary>
    public void Note(Exception failure)
    {
        if (failure is not RedisConnectionException)
            return;
        var now = Environment.TickCount64;
        var before = Volatile.Read(ref _askedAt);
        if (
            now - before >= (long)_pause.TotalMilliseconds
            && Interlocked.CompareExchange(ref _askedAt, now, before) == before
        )
        {
            // Where nobody is there yet, the next failure asks again.
            _ = Task.Run(() => redis.ConfigureAsync())
                .ContinueWith(
                    static asked => asked.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default
                );
        }
    }
}
