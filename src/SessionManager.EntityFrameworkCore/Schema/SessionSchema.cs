using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using SessionManager.EntityFrameworkCore.Storage;

namespace SessionManager.EntityFrameworkCore.Schema;

/// <summary>Applies, rolls back and verifies the schema of a context. Throws when it cannot; nothing is swallowed.</summary>
/// <typeparam name="TContext">The context: a ready one, or the host's.</typeparam>
/// <remarks>Thread-safe. Several nodes may apply at once: the database lets one work while the others wait.</remarks>
public sealed partial class SessionSchema<TContext>
    where TContext : DbContext
{
    private readonly ContextSource<TContext> _contexts;
    private readonly ILogger<SessionSchema<TContext>> _logger;

    internal SessionSchema(ContextSource<TContext> contexts, ILogger<SessionSchema<TContext>> logger)
    {
        _contexts = contexts;
        _logger = logger;
    }

    /// <summary>Applies the migrations of the context that are not applied yet, creating the database if need be.</summary>
    /// <returns>The names of those that were missing when this call began.</returns>
    /// <exception cref="InvalidOperationException">The context has no migrations.</exception>
    public Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken = default) =>
        WithAsync(ApplyAsync, cancellationToken);

    /// <summary>
    /// Undoes every migration: the tables of sessions and audit are dropped with all they hold. Only for a ready context,
    /// whose tables are these and no others.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context is the host's own.</exception>
    public Task RollbackAsync(CancellationToken cancellationToken = default) =>
        WithAsync(
            async (context, cancellation) =>
            {
                if (context is not SessionDbContextBase)
                {
                    throw new InvalidOperationException(
                        $"{typeof(TContext).Name} is not a context of SessionManager: undoing all of its migrations would "
                            + "drop tables that are not SessionManager's. Roll it back with its own tools."
                    );
                }

                await context
                    .GetService<IMigrator>()
                    .MigrateAsync(Migration.InitialDatabase, cancellation)
                    .ConfigureAwait(false);
                LogRolledBack(typeof(TContext).Name);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Compares the tables of the database with what the context maps of SessionManager: tables, columns, indexes, the
    /// check constraint, and whether migrations are missing.
    /// </summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken = default) =>
        WithAsync<IReadOnlyList<string>>(
            async (context, cancellation) =>
            {
                var problems = await SchemaVerifier.FindProblemsAsync(context, cancellation).ConfigureAwait(false);
                LogVerified(typeof(TContext).Name, problems.Count);
                return problems;
            },
            cancellationToken
        );

    private async Task<IReadOnlyList<string>> ApplyAsync(TContext context, CancellationToken cancellationToken)
    {
        var database = context.Database;
        if (!database.GetMigrations().Any())
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} has no migrations: add one with 'dotnet ef migrations add', or keep sessions in "
                    + "SessionDbContext, which brings its own."
            );
        }

        var missing = (await database.GetPendingMigrationsAsync(cancellationToken).ConfigureAwait(false)).ToList();
        LogApplying(typeof(TContext).Name, missing.Count);
        await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        LogApplied(typeof(TContext).Name, string.Join(", ", missing));
        return missing;
    }

    private async Task<T> WithAsync<T>(
        Func<TContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var lease = await _contexts.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(lease.Context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }
}
