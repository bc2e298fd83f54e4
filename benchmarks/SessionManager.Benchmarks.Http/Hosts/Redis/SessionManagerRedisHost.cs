using SessionManager.DependencyInjection;

namespace SessionManager.Benchmarks.Http.Hosts.Redis;

/// <summary>Ours on Redis with nothing cached: every request reads its session, the activity writer collects the uses.</summary>
internal class SessionManagerRedisHost : SessionManagerHost
{
    protected override void UseStorage(ISessionManagerBuilder sessions)
    {
        sessions.Services.AddSingleton(HostRedis.Connect());
        sessions.UseRedisStorage();
    }
}
