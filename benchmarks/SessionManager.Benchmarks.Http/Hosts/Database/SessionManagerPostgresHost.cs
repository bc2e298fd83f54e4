using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Schema;

namespace SessionManager.Benchmarks.Http.Hosts.Database;

/// <summary>Ours on PostgreSQL with nothing cached: every request reads its session, the activity writer collects the uses.</summary>
internal class SessionManagerPostgresHost : SessionManagerHost
{
    protected override void UseStorage(ISessionManagerBuilder sessions)
    {
        sessions.Services.AddPooledDbContextFactory<SessionDbContext>(HostDatabase.Configure);
        sessions.UseEntityFrameworkStorage<SessionDbContext>().AddSessionSchemaInitialization<SessionDbContext>();
    }
}
