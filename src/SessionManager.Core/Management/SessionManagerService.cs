using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Enrichers;
using SessionManager.Maintenance;
using SessionManager.Policies;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Management;

/// <summary>
/// The orchestrator: puts policy, backend, enrichers, storage and audit together. Registered by <c>AddSessionManager</c>
/// as the one <see cref="ISessionManager"/> of a host.
/// </summary>
public sealed partial class SessionManagerService : ISessionManager
{
    /// <summary>How often a change is tried again when others change the same session: then it is a conflict.</summary>
    private const int MaxAttempts = 100;

    /// <summary>How many unreadable sessions are remembered as reported; beyond it they are refused in silence.</summary>
    private const int MaxUnreadable = 1000;

    private readonly ConcurrentDictionary<SessionId, bool> _unreadable = new();
    private readonly ISessionBackend _backend;
    private readonly ISessionStorage _storage;
    private readonly SessionCache? _cache;
    private readonly ISessionPolicyResolver _policies;
    private readonly SessionEnrichment _enrichment;
    private readonly SessionAuditPipeline _audit;
    private readonly SessionActivityWriter _activity;
    private readonly SuccessorSweep _successors;
    private readonly SessionMetrics _metrics;
    private readonly SessionManagerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionManagerService> _logger;

    internal SessionManagerService(
        ISessionBackend backend,
        ISessionStorage storage,
        SessionCache? cache,
        ISessionPolicyResolver policies,
        SessionEnrichment enrichment,
        SessionAuditPipeline audit,
        SessionActivityWriter activity,
        SuccessorSweep successors,
        SessionMetrics metrics,
        SessionManagerOptions options,
        TimeProvider time,
        ILogger<SessionManagerService> logger
    )
    {
        _backend = backend;
        _storage = storage;
        _cache = cache;
        _policies = policies;
        _enrichment = enrichment;
        _audit = audit;
        _activity = activity;
        _successors = successors;
        _metrics = metrics;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public ICallerSessions For(SessionCaller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new CallerSessions(this, _options.AdminRoles, caller);
    }

    private DateTimeOffset Now => Instant.Cut(_time.GetUtcNow());
}
