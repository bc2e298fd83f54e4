using SessionManager.Audit;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<bool> TouchAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        var now = Now;
        var moved = await _storage.TouchAsync([new SessionTouch(id, now)], cancellationToken).ConfigureAwait(false);
        _metrics.Touched(moved);
        if (moved > 0)
            return true;
        // Another use at this very moment was first: the session is as much in use as it can be.
        var record = await FindReadableAsync(id, cancellationToken).ConfigureAwait(false);
        return record is not null && record.Session.IsLiveAt(now) && record.Session.LastActivityAt >= now;
    }

    /// <inheritdoc/>
    public async ValueTask<SessionResult<UserSession>> ExtendAsync(
        SessionId id,
        TimeSpan by,
        CancellationToken cancellationToken = default
    )
    {
        if (by <= TimeSpan.Zero)
            return Failed(SessionOutcome.Invalid, new("by", "An extension must be more than zero."));
        return await ChangeAsync(
                id,
                (session, now) =>
                {
                    var wanted = UserSession.Earlier(
                        Instant.Add(session.ExpiresAt, by),
                        Instant.Add(now, _options.MaximumTimeout)
                    );
                    var end = UserSession.Earlier(wanted, session.AbsoluteExpiresAt);
                    return end > session.ExpiresAt ? session with { ExpiresAt = end } : null;
                },
                new(null, "The session already lasts as long as it may: sign in again."),
                SessionAuditKind.Extended,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionResult<UserSession>> SetMetadataAsync(
        SessionId id,
        SessionMetadata metadata,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (SessionInput.CheckMetadata(metadata, _options) is { } error)
            return Failed(SessionOutcome.Invalid, error);
        return await ChangeAsync(
                id,
                (session, _) => session with { Metadata = metadata.KeepingReserved(session.Metadata) },
                refusal: null,
                SessionAuditKind.MetadataChanged,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionResult<UserSession>> RenameAsync(
        SessionId id,
        string? label,
        CancellationToken cancellationToken = default
    )
    {
        label = string.IsNullOrWhiteSpace(label) ? null : label.Trim();
        if (SessionInput.CheckLabel(label) is { } error)
            return Failed(SessionOutcome.Invalid, error);
        return await ChangeAsync(
                id,
                (session, _) => session with { Metadata = SessionLabel.Set(session.Metadata, label) },
                refusal: null,
                SessionAuditKind.MetadataChanged,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads, changes and writes a live session, again while others write it in between.</summary>
    private async ValueTask<SessionResult<UserSession>> ChangeAsync(
        SessionId id,
        Func<UserSession, DateTimeOffset, UserSession?> change,
        SessionError? refusal,
        SessionAuditKind kind,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var record = await FindReadableAsync(id, cancellationToken).ConfigureAwait(false);
            var now = Now;
            if (record is null)
                return Failed(SessionOutcome.NotFound);
            if (!record.Session.IsLiveAt(now))
                return Failed(SessionOutcome.Ended);
            if (change(record.Session, now) is not { } changed)
                return Failed(SessionOutcome.Conflict, refusal);
            var replaced = await _storage
                .ReplaceAsync(record with { Session = changed }, record.Version, now, CancellationToken.None)
                .ConfigureAwait(false);
            if (!replaced)
                continue;
            await RecordAsync(kind, changed, now, changed.UserId, null, default).ConfigureAwait(false);
            return new() { Outcome = SessionOutcome.Success, Value = changed };
        }

        return Failed(SessionOutcome.Conflict, new(null, "Others change the session all the while: try again."));
    }

    private ValueTask RecordAsync(
        SessionAuditKind kind,
        UserSession session,
        DateTimeOffset at,
        string actor,
        string? reason,
        SessionAccess access
    )
    {
        LogChanged(kind, session.Id);
        if (!_audit.IsEnabled)
            return default;
        var auditEvent = SessionAuditEvents.Of(kind, session, at, actor, reason);
        return _audit.WriteAsync(
            auditEvent with
            {
                IpAddress = SessionInput.IpAddress(access.IpAddress) ?? auditEvent.IpAddress,
                UserAgent = SessionInput.UserAgent(access.UserAgent) ?? auditEvent.UserAgent,
            },
            CancellationToken.None
        );
    }

    /// <summary>A record that cannot be read is as good as none: nothing is done to it.</summary>
    private async ValueTask<SessionRecord?> FindReadableAsync(SessionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await _storage.FindAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionRecordUnreadableException exception)
        {
            LogUnreadable(exception, id);
            return null;
        }
    }

    private static SessionResult<UserSession> Failed(SessionOutcome outcome, SessionError? error = null) =>
        new() { Outcome = outcome, Error = error };
}
