using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Running;
using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Schema;

namespace SessionManager.Cli.Databases;

/// <summary>Whether the tables are there, whose they are, and whether they are right.</summary>
internal static class TableCheck
{
    /// <summary>Whether the migrations of this library made the tables.</summary>
    public static async Task<bool> HasOwnMigrationsAsync(SessionDatabase database, CancellationToken cancellationToken)
    {
        var context = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            var known = context.Database.GetMigrations();
            var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            return applied.Intersect(known, StringComparer.Ordinal).Any();
        }
    }

    /// <summary>Whether the tables are there and something else made them.</summary>
    public static async Task<bool> HasForeignTablesAsync(SessionDatabase database, CancellationToken cancellationToken)
    {
        var context = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!await context.Database.CanConnectAsync(cancellationToken).ConfigureAwait(false))
                return false;
            try
            {
                await context.Sessions.AnyAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (Failures.IsMissingTable(exception))
            {
                return false;
            }
        }

        return !await HasOwnMigrationsAsync(database, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is wrong with the tables; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(
        StorageHost host,
        CancellationToken cancellationToken
    )
    {
        var database = host.Database;
        // Its own failure says more than "cannot be reached".
        var context = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        if (await HasForeignTablesAsync(database, cancellationToken).ConfigureAwait(false))
            return await FindForeignProblemsAsync(host.Target, cancellationToken).ConfigureAwait(false);
        return await database.VerifyAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Task<IReadOnlyList<string>> FindForeignProblemsAsync(
        StorageTarget target,
        CancellationToken cancellationToken
    ) =>
        target.Shape switch
        {
            SessionTablePreset.UserSessions => VerifyAsync<PlainUserSessions>(target, cancellationToken),
            SessionTablePreset.SessionTracking => VerifyAsync<PlainSessionTracking>(target, cancellationToken),
            _ => VerifyAsync<PlainSessions>(target, cancellationToken),
        };

    private static async Task<IReadOnlyList<string>> VerifyAsync<TContext>(
        StorageTarget target,
        CancellationToken cancellationToken
    )
        where TContext : DbContext
    {
        var services = new ServiceCollection();
        services.AddPooledDbContextFactory<TContext>(options => DatabaseProvider.Use(options, target, create: false));
        services.AddSessionManager().AddSessionSchema<TContext>();
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            return await provider
                .GetRequiredService<SessionSchema<TContext>>()
                .VerifyAsync(cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
