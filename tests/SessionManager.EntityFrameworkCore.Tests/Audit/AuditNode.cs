using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Audit.Trail;
using SessionManager.EntityFrameworkCore.Audit;
using SessionManager.Testing.Logging;

namespace SessionManager.EntityFrameworkCore.Tests.Audit;

/// <summary>A process that writes the audit trail, as a host sets it up.</summary>
public sealed class AuditNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public AuditNode(
        AuditDatabase database,
        Action<DatabaseAuditOptions>? configure = null,
        params IInterceptor[] interceptors
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(Logs);
        services.AddPooledDbContextFactory<AuditContext>(options => database.Use(options, interceptors));
        services.AddSessionManager().AddDatabaseAudit<AuditContext>(configure);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public CapturingLoggerProvider Logs { get; } = new();

    public DatabaseAuditBackend<AuditContext> Backend =>
        _services.GetRequiredService<DatabaseAuditBackend<AuditContext>>();

    public ISessionAuditTrail Trail => _services.GetRequiredService<ISessionAuditTrail>();

    public Task WriteAsync(params SessionAuditEvent[] events) =>
        Backend.WriteAsync(events, CancellationToken.None).AsTask();

    /// <summary>Verifies, and tells what is wrong, chain by chain.</summary>
    public async Task<string> VerifyAsync()
    {
        var result = await Trail.VerifyAsync();
        var broken = result.Chains.Where(static chain => chain.Break is not null).ToList();
        Assert.Equal(broken.Count == 0, result.IsIntact);
        return string.Join(
            ", ",
            broken.Select(static chain => $"{chain.NodeId}: {chain.Break!.Kind} {chain.Break.Sequence}".TrimEnd())
        );
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
