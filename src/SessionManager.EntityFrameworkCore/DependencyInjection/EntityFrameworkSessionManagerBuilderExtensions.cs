using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SessionManager.DependencyInjection;
using SessionManager.EntityFrameworkCore.Schema;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage;
using SessionManager.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps sessions in a database.</summary>
public static class EntityFrameworkSessionManagerBuilderExtensions
{
    /// <summary>
    /// Keeps sessions in the database of a context of the host's, in the place of any storage chosen before. The host
    /// registers the context (best with <c>AddPooledDbContextFactory</c> or <c>AddDbContextPool</c>) and calls
    /// <c>modelBuilder.ApplySessionManager()</c> in its <c>OnModelCreating</c>, or uses <c>SessionDbContext</c>.
    /// </summary>
    /// <typeparam name="TContext">The host's context.</typeparam>
    public static ISessionManagerBuilder UseEntityFrameworkStorage<TContext>(
        this ISessionManagerBuilder builder,
        Action<EntityFrameworkStorageOptions<SessionEntity>>? configure = null
    )
        where TContext : DbContext => builder.UseEntityFrameworkStorage<TContext, SessionEntity>(configure);

    /// <summary>The same with a host's own entity, which has columns of its own.</summary>
    /// <typeparam name="TContext">The host's context.</typeparam>
    /// <typeparam name="TSession">The host's entity; its context calls <c>modelBuilder.ApplySessionManager&lt;TSession&gt;()</c>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">How the host's columns are filled; null for not at all.</param>
    public static ISessionManagerBuilder UseEntityFrameworkStorage<TContext, TSession>(
        this ISessionManagerBuilder builder,
        Action<EntityFrameworkStorageOptions<TSession>>? configure = null
    )
        where TContext : DbContext
        where TSession : SessionEntity, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<EntityFrameworkStorageOptions<TSession>>();
        if (configure is not null)
            options.Configure(configure);
        builder.Services.TryAddSingleton(static provider => new ContextSource<TContext>(provider));
        builder.Services.Replace(
            ServiceDescriptor.Singleton<ISessionStorage>(static provider => new DatabaseSessionStorage<
                TContext,
                TSession
            >(
                provider.GetRequiredService<ContextSource<TContext>>(),
                provider.GetRequiredService<IOptions<EntityFrameworkStorageOptions<TSession>>>()
            ))
        );
        return builder;
    }

    /// <summary>
    /// Makes <see cref="SessionSchema{TContext}"/> available, which applies, rolls back and verifies the tables of a
    /// context. It does nothing by itself.
    /// </summary>
    /// <typeparam name="TContext">A ready context such as <see cref="SessionDbContext"/>, or the host's own with its own migrations.</typeparam>
    public static ISessionManagerBuilder AddSessionSchema<TContext>(this ISessionManagerBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(static provider => new ContextSource<TContext>(provider));
        builder.Services.TryAddSingleton(static provider => new SessionSchema<TContext>(
            provider.GetRequiredService<ContextSource<TContext>>(),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<
                SessionSchema<TContext>
            >()
        ));
        return builder;
    }

    /// <summary>
    /// Applies the migrations of a context when the host starts, before its other services do; a failure stops the host.
    /// Safe when many nodes start at once.
    /// </summary>
    /// <typeparam name="TContext">A ready context such as <see cref="SessionDbContext"/>, or the host's own with its own migrations.</typeparam>
    public static ISessionManagerBuilder AddSessionSchemaInitialization<TContext>(this ISessionManagerBuilder builder)
        where TContext : DbContext
    {
        builder.AddSessionSchema<TContext>();
        builder.Services.AddHostedService<SessionSchemaInitializer<TContext>>();
        return builder;
    }
}
