using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.Cli.Connections;
using SessionManager.Cli.Databases;
using SessionManager.DependencyInjection;
using SessionManager.Management;
using StackExchange.Redis;

namespace SessionManager.Cli.Running;

/// <summary>SessionManager over the storage that was named, as a host would wire it.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ServiceProvider _services;

    private StorageHost(ServiceProvider services, StorageTarget target, bool hasAudit)
    {
        _services = services;
        Target = target;
        HasAudit = hasAudit;
    }

    public StorageTarget Target { get; }

    /// <summary>Whether what is done is written into an audit trail.</summary>
    public bool HasAudit { get; }

    public IServiceProvider Services => _services;

    public ISessionManager Sessions => _services.GetRequiredService<ISessionManager>();

    public SessionManagerOptions Options => _services.GetRequiredService<IOptions<SessionManagerOptions>>().Value;

    /// <exception cref="CliException">Sessions are not in a database.</exception>
    public SessionDatabase Database =>
        _services.GetService<SessionDatabase>()
        ?? throw CliException.Usage("Redis has no tables: this is for PostgreSQL and SQLite.");

    /// <exception cref="CliException">There is no trail.</exception>
    public ISessionAuditTrail Trail =>
        !Target.IsDatabase
            ? throw CliException.Usage("Redis keeps no audit trail: hosts that want one keep it in a database.")
            : _services.GetService<ISessionAuditTrail>()
                ?? throw new CliException(
                    ExitCodes.Schema,
                    "This database has no audit trail: the table session_audit is missing. 'session-manager schema apply' makes it."
                );

    /// <param name="target">The storage.</param>
    /// <param name="verbose">Whether the log goes to standard error.</param>
    /// <param name="needs">What the command needs of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<StorageHost> OpenAsync(
        StorageTarget target,
        bool verbose,
        CommandNeeds needs,
        CancellationToken cancellationToken
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(target.Configuration);
        if (verbose)
        {
            services.AddLogging(logging =>
                logging
                    .SetMinimumLevel(LogLevel.Information)
                    .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
                    .AddSimpleConsole(console => console.SingleLine = true)
                    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            );
        }

        var connections = new List<IConnectionMultiplexer>();
        var audit = false;
        try
        {
            var builder = services.AddSessionManager(options =>
            {
                // What an operator does is recorded before it is said to be done.
                options.Audit.Mode = SessionAuditMode.Strict;
                options.Audit.Modes.Clear();
                if (options.StorageTimeout < Patience)
                    options.StorageTimeout = Patience;
            });
            if (target.IsDatabase)
            {
                SessionDatabase.Add(services, target, create: needs == CommandNeeds.Tables);
                audit =
                    needs == CommandNeeds.Audit
                    && await HasAuditAsync(services, target, cancellationToken).ConfigureAwait(false);
                SessionDatabase.Use(builder, target, audit);
            }

            if ((target.IsDatabase ? target.Cache : target.ConnectionString) is { } redis)
            {
                var connection = await RedisConnector.ConnectAsync(redis, cancellationToken).ConfigureAwait(false);
                connections.Add(connection);
                services.AddSingleton(connection);
                if (target.IsDatabase)
                    builder.UseRedisCache(options => options.KeyPrefix = target.KeyPrefix ?? options.KeyPrefix);
                else
                    builder.UseRedisStorage(options => options.KeyPrefix = target.KeyPrefix ?? options.KeyPrefix);
            }

            return new StorageHost(services.BuildServiceProvider(), target, audit);
        }
        catch
        {
            connections.ForEach(static connection => connection.Dispose());
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var redis = _services.GetService<IConnectionMultiplexer>();
        await _services.DisposeAsync().ConfigureAwait(false);
        redis?.Dispose();
    }

    /// <summary>Hosts may keep sessions in the database and no audit trail. This asks the database, so it says as well when there is none.</summary>
    private static async Task<bool> HasAuditAsync(
        IServiceCollection services,
        StorageTarget target,
        CancellationToken cancellationToken
    )
    {
        var own = new ServiceCollection();
        SessionDatabase.Add(own, target, create: false);
        SessionDatabase.Use(own.AddSessionManager(), target, audit: false);
        var provider = own.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var context = await provider
                .GetRequiredService<SessionDatabase>()
                .OpenAsync(cancellationToken)
                .ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                try
                {
                    await context.Audit.AnyAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
                catch (Exception exception) when (Failures.IsMissingTable(exception))
                {
                    return false;
                }
            }
        }
    }
}
