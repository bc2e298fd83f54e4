using SessionManager.DependencyInjection;

namespace SessionManager.Benchmarks.Http.Hosts.Redis;

/// <summary>Ours on Redis behind the in-process cache, which the change feed keeps honest.</summary>
internal sealed class SessionManagerRedisCachedHost : SessionManagerRedisHost
{
    protected override void UseStorage(ISessionManagerBuilder sessions)
    {
        base.UseStorage(sessions);
        sessions.AddInProcessCache().AddRedisChangeFeed();
    }
}
