using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Diagnostics;
using SessionManager.Enrichers;
using SessionManager.Maintenance;
using SessionManager.Management;
using SessionManager.Policies;
using SessionManager.Storage;

namespace SessionManager.DependencyInjection;

/// <summary>The parts of the one manager of a host, put together once and let go in the right order.</summary>
internal sealed class SessionRuntime : IAsyncDisposable, IDisposable
{
    private readonly SessionStorageStack _stack;

    public SessionRuntime(
        SessionStorageStack storage,
        ISessionBackend backend,
        ISessionPolicyResolver policies,
        IEnumerable<ISessionEnricher> enrichers,
        IEnumerable<ISessionAuditBackend> auditBackends,
        SessionManagerOptions options,
        TimeProvider time,
        SessionMetrics metrics,
        ILoggerFactory logs
    )
    {
        _stack = storage;
        Storage = storage.Storage;
        Audit = new SessionAuditPipeline(
            auditBackends,
            options.Audit,
            time,
            metrics,
            logs.CreateLogger<SessionAuditPipeline>()
        );
        Activity = new SessionActivityWriter(
            Storage,
            options,
            Audit,
            time,
            metrics,
            logs.CreateLogger<SessionActivityWriter>()
        );
        Successors = new SuccessorSweep(backend, Storage, time, logs.CreateLogger<SuccessorSweep>());
        Manager = new SessionManagerService(
            backend,
            Storage,
            storage.Cache,
            policies,
            new SessionEnrichment(
                enrichers,
                options.EnricherTimeout,
                time,
                metrics,
                logs.CreateLogger<SessionEnrichment>()
            ),
            Audit,
            Activity,
            Successors,
            metrics,
            options,
            time,
            logs.CreateLogger<SessionManagerService>()
        );
    }

    public SessionManagerService Manager { get; }

    public ISessionStorage Storage { get; }

    public SessionAuditPipeline Audit { get; }

    public SessionActivityWriter Activity { get; }

    public SuccessorSweep Successors { get; }

    public async ValueTask DisposeAsync()
    {
        await Successors.DisposeAsync().ConfigureAwait(false);
        await Activity.DisposeAsync().ConfigureAwait(false);
        await Audit.DisposeAsync().ConfigureAwait(false);
        await _stack.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A container that is disposed synchronously drains as well: it waits.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
}
