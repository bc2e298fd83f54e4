using SessionManager.Audit;
using SessionManager.DependencyInjection;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<bool> TerminateAsync(
        SessionId id,
        string by,
        string reason,
        CancellationToken cancellationToken = default
    )
    {
        SessionInput.DemandEnding("-", by, reason);
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.Terminate");
        var ended = await _storage.TerminateAsync(id, Termination(by, reason), cancellationToken).ConfigureAwait(false);
        if (ended is null)
            return false;
        await RecordEndedAsync([ended]).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<int> TerminateAllAsync(
        string userId,
        string by,
        string reason,
        SessionId? except = null,
        CancellationToken cancellationToken = default
    )
    {
        SessionInput.DemandEnding(userId, by, reason);
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.TerminateAll");
        var ended = await _storage
            .TerminateAllAsync(userId, except, Termination(by, reason), cancellationToken)
            .ConfigureAwait(false);
        await RecordEndedAsync(ended).ConfigureAwait(false);
        return ended.Count;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReportSecurityEventAsync(
        SessionSecurityEvent securityEvent,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(securityEvent);
        var reason = securityEvent.Kind
            is SessionSecurityEventKind.PasswordChanged
                or SessionSecurityEventKind.PasswordReset
            ? SessionEndReasons.CredentialChange
            : SessionEndReasons.SecurityEvent;
        SessionInput.DemandEnding(securityEvent.UserId, securityEvent.By, reason);
        // The sessions go first: they must not outlive a trail that cannot be written.
        var ended = securityEvent.EndSessions
            ? await TerminateAllAsync(
                    securityEvent.UserId,
                    securityEvent.By,
                    reason,
                    securityEvent.Except,
                    cancellationToken
                )
                .ConfigureAwait(false)
            : 0;
        LogSecurityEvent(securityEvent.Kind, ended);
        await _audit
            .WriteAsync(
                new SessionAuditEvent
                {
                    Kind = SessionAuditKind.SecurityEvent,
                    At = Now,
                    SessionId = securityEvent.Except,
                    UserId = securityEvent.UserId,
                    Actor = securityEvent.By,
                    Reason = WireName(securityEvent.Kind),
                    IpAddress = SessionInput.IpAddress(securityEvent.IpAddress),
                    UserAgent = SessionInput.UserAgent(securityEvent.UserAgent),
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return ended;
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseUserAsync(string userId, string by, CancellationToken cancellationToken = default)
    {
        SessionInput.DemandUserId(userId, nameof(userId));
        SessionInput.DemandActor(by, nameof(by));
        var erased = await _storage.EraseUserAsync(userId, cancellationToken).ConfigureAwait(false);
        LogErased(erased);
        await _audit
            .WriteAsync(
                new SessionAuditEvent
                {
                    Kind = SessionAuditKind.UserErased,
                    At = Now,
                    UserId = userId,
                    Actor = by,
                },
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return erased;
    }

    /// <inheritdoc/>
    public ValueTask<SessionCleanupResult> CleanUpAsync(
        TimeSpan? retention = null,
        CancellationToken cancellationToken = default
    ) => CleanUpInBatchesAsync(retention, progress: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SessionCleanupResult> CleanUpAsync(
        TimeSpan? retention,
        IProgress<SessionCleanupResult> progress,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(progress);
        return CleanUpInBatchesAsync(retention, progress, cancellationToken);
    }

    private async ValueTask<SessionCleanupResult> CleanUpInBatchesAsync(
        TimeSpan? retention,
        IProgress<SessionCleanupResult>? progress,
        CancellationToken cancellationToken
    )
    {
        if (retention < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(retention), "A retention is zero or more.");
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.CleanUp");
        var batch = _options.Cleanup.BatchSize;
        var (expired, purged) = (0, 0);
        IReadOnlyList<SessionRecord> due;
        do
        {
            due = await _storage.ExpireDueAsync(Now, batch, cancellationToken).ConfigureAwait(false);
            expired += due.Count;
            await RecordEndedAsync(due).ConfigureAwait(false);
            if (due.Count > 0)
                progress?.Report(new SessionCleanupResult(expired, purged));
        } while (due.Count >= batch);

        var keep = retention ?? ConfiguredRetention();
        if (keep is { } time)
        {
            var now = Now;
            var before = time < now - DateTimeOffset.MinValue ? now - time : DateTimeOffset.MinValue;
            int count;
            do
            {
                count = await _storage.PurgeAsync(before, batch, cancellationToken).ConfigureAwait(false);
                purged += count;
                if (count > 0)
                    progress?.Report(new SessionCleanupResult(expired, purged));
            } while (count >= batch);
        }

        LogCleanedUp(expired, purged);
        return new SessionCleanupResult(expired, purged);
    }

    private TimeSpan? ConfiguredRetention() =>
        _options.Cleanup.Mode switch
        {
            SessionCleanupMode.Mark => null,
            SessionCleanupMode.Delete => TimeSpan.Zero,
            _ => _options.Cleanup.Retention,
        };

    private SessionTermination Termination(string by, string reason) =>
        new()
        {
            At = Now,
            By = by,
            Reason = reason,
        };

    private async ValueTask RecordEndedAsync(IReadOnlyList<SessionRecord> ended)
    {
        foreach (var record in ended)
        {
            var termination = record.Session.Termination!;
            _metrics.Ended(termination.Reason);
            LogEnded(record.Session.Id, termination.By, termination.Reason);
        }

        if (_audit.IsEnabled && ended.Count > 0)
        {
            await _audit
                .WriteAsync(
                    [.. ended.Select(static record => SessionAuditEvents.Ended(record.Session))],
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
    }

    private static string WireName(SessionSecurityEventKind kind) =>
        kind switch
        {
            SessionSecurityEventKind.PasswordChanged => "password_changed",
            SessionSecurityEventKind.PasswordReset => "password_reset",
            SessionSecurityEventKind.RoleChanged => "role_changed",
            SessionSecurityEventKind.AccountDisabled => "account_disabled",
            SessionSecurityEventKind.SuspiciousActivity => "suspicious_activity",
            _ => "manual",
        };
}
