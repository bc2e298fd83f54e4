using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Storage.Dialects;
using SessionManager.Storage;

namespace SessionManager.EntityFrameworkCore.Tests.Databases;

/// <summary>Storages over a test database, each with a provider of services of its own, as another process has.</summary>
internal static class Storages
{
    public static ISessionStorage Open(TestDatabase database) => Open<SessionsContext, SessionEntity>(database);

    /// <param name="database">Where.</param>
    /// <param name="portable">Whether to speak to it as to any relational database.</param>
    /// <param name="options">How the host's columns are filled.</param>
    public static ISessionStorage Open<TContext, TSession>(
        TestDatabase database,
        bool portable = false,
        EntityFrameworkStorageOptions<TSession>? options = null
    )
        where TContext : DbContext
        where TSession : SessionEntity, new()
    {
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<TContext>(database.Configure);
        return new DatabaseSessionStorage<TContext, TSession>(
            new ContextSource<TContext>(services.BuildServiceProvider()),
            Options.Create(options ?? new()),
            portable ? new SessionDialect() : null
        );
    }
}
