using SessionManager.DependencyInjection;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>Ours on PostgreSQL behind the in-process cache, one node and so without a change feed.</summary>
internal sealed class SessionManagerPostgresCachedHost : SessionManagerPostgresHost
{
    protected override void UseStorage(ISessionManagerBuilder sessions)
    {
        base.UseStorage(sessions);
        sessions.AddInProcessCache();
    }
}
