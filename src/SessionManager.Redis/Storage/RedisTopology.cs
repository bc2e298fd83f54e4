using StackExchange.Redis;

namespace SessionManager.Redis.Storage;

/// <summary>
/// Has the client look at once who is the primary now when it has lost one. By itself it looks once a minute, and until
/// then only a replica would answer, which is not asked: it may not know yet what has ended.
/// </summary>
internal sealed class RedisTopology(IConnectionMultiplexer redis, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>0 for never.</summary>
    private long _askedAt;

    /// <summary>To be told of every failure. Returns at once.</summary>
    public void Note(Exception failure)
    {
        if (failure is not RedisConnectionException)
            return;
        var before = Volatile.Read(ref _askedAt);
        if (
            (before == 0 || time.GetElapsedTime(before) >= _pause)
            && Interlocked.CompareExchange(ref _askedAt, time.GetTimestamp() | 1, before) == before
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
