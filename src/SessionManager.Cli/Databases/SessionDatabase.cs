using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Cli.Connections;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Schema;

namespace SessionManager.Cli.Databases;

/// <summary>The tables of sessions in a database, in whichever shape.</summary>
internal abstract class SessionDatabase
{
    public abstract Task<SessionDbContextBase> OpenAsync(CancellationToken cancellationToken);

    /// <returns>The migrations that were missing.</returns>
    public abstract Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken);

    public abstract Task RollbackAsync(CancellationToken cancellationToken);

    /// <returns>What is wrong with tables that this library's migrations made.</returns>
    public abstract Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Puts the database into a container.</summary>
    /// <param name="services">The container.</param>
    /// <param name="target">The database, and the shape of its tables.</param>
    /// <param name="create">Whether a SQLite file may be made.</param>
    public static void Add(IServiceCollection services, StorageTarget target, bool create)
    {
        switch (target.Shape)
        {
            case SessionTablePreset.UserSessions:
                Add<UserSessionsDbContext>(services, target, create);
                break;
            case SessionTablePreset.SessionTracking:
                Add<SessionTrackingDbContext>(services, target, create);
                break;
            default:
                Add<SessionDbContext>(services, target, create);
                break;
        }
    }

    /// <summary>Keeps the sessions, and the audit trail if there is one, in the database that was added.</summary>
    public static void Use(ISessionManagerBuilder builder, StorageTarget target, bool audit)
    {
        switch (target.Shape)
        {
            case SessionTablePreset.UserSessions:
                Use<UserSessionsDbContext>(builder, target, audit);
                break;
            case SessionTablePreset.SessionTracking:
                Use<SessionTrackingDbContext>(builder, target, audit);
                break;
            default:
                Use<SessionDbContext>(builder, target, audit);
                break;
        }
    }

    private static void Add<TContext>(IServiceCollection services, StorageTarget target, bool create)
        where TContext : SessionDbContextBase
    {
        services.AddPooledDbContextFactory<TContext>(options => DatabaseProvider.Use(options, target, create));
        services.AddSingleton<SessionDatabase, Tables<TContext>>();
    }

    private static void Use<TContext>(ISessionManagerBuilder builder, StorageTarget target, bool audit)
        where TContext : SessionDbContextBase
    {
        builder.UseEntityFrameworkStorage<TContext>().AddSessionSchema<TContext>();
        if (!audit)
            return;
        builder.AddDatabaseAudit<TContext>(options =>
        {
            options.NodeId = OperatorChain.Of(Environment.MachineName, target.AuditKey);
            options.Key = target.AuditKey;
        });
    }

    private sealed class Tables<TContext>(IDbContextFactory<TContext> contexts, SessionSchema<TContext> schema)
        : SessionDatabase
        where TContext : SessionDbContextBase
    {
        public override async Task<SessionDbContextBase> OpenAsync(CancellationToken cancellationToken) =>
            await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);

        public override Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken) =>
            schema.ApplyAsync(cancellationToken);

        public override Task RollbackAsync(CancellationToken cancellationToken) =>
            schema.RollbackAsync(cancellationToken);

        public override Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken) =>
            schema.VerifyAsync(cancellationToken);
    }
}
