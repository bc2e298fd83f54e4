using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<SessionTokensResult> RefreshAsync(
        string token,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(token);
        cancellationToken.ThrowIfCancellationRequested();
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.Refresh");
        var reading = _backend.Read(token);
        if (!reading.IsFor(CredentialUses.Refresh))
            return NoTokens(SessionOutcome.NotFound);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var record = await FindReadableAsync(reading.Id, cancellationToken).ConfigureAwait(false);
            if (record is null)
                return NoTokens(SessionOutcome.NotFound);
            var now = Now;
            var reason = JudgeRecord(record, in reading, now, out var verdict);
            if (reason == SessionVerdictReason.Retired && record.Session.IsLiveAt(now))
                return await EndReusedAsync(record.Session, access, now).ConfigureAwait(false);
            if (reason is SessionVerdictReason.Expired or SessionVerdictReason.Terminated)
                return NoTokens(SessionOutcome.Ended);
            if (reason != SessionVerdictReason.Valid)
                return NoTokens(SessionOutcome.NotFound);

            // Before the backend: what it issues may carry the session's ends and must not carry later ones.
            var renewed =
                verdict == CredentialVerdict.AcceptedInGrace
                    ? record.Session
                    : await RenewAsync(record.Session, now, cancellationToken).ConfigureAwait(false);
            if (!renewed.IsLiveAt(now))
                return await EndTightenedAsync(record.Session).ConfigureAwait(false);
            IssuedCredentials issued;
            try
            {
                issued = await _backend
                    .RefreshAsync(
                        record with
                        {
                            Session = renewed,
                        },
                        reading,
                        now + _options.RotationGrace,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
            catch (SessionRecordUnreadableException exception)
            {
                await UnreadableAsync(reading.Id, exception, access).ConfigureAwait(false);
                return NoTokens(SessionOutcome.NotFound);
            }

            if (issued.IsSuccessor)
                return Given(renewed, issued);
            if (!await ReplaceAsync(record, renewed, issued, now).ConfigureAwait(false))
                continue;
            _successors.Note(renewed.Id, issued.Replaced);
            await RecordAsync(SessionAuditKind.Refreshed, renewed, now, renewed.UserId, null, access)
                .ConfigureAwait(false);
            return Given(renewed, issued);
        }

        return NoTokens(SessionOutcome.Conflict);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionTokensResult> RotateAsync(
        SessionId id,
        IReadOnlyList<string>? authenticationMethods = null,
        string? presentedToken = null,
        CancellationToken cancellationToken = default
    )
    {
        if (authenticationMethods is not null && SessionInput.CheckMethods(authenticationMethods) is { } error)
            return NoTokens(SessionOutcome.Invalid, error);
        return await ReissueAsync(
                id,
                (session, now) =>
                    new(
                        authenticationMethods is null
                            ? session
                            : session with
                            {
                                AuthenticatedAt = now,
                                AuthenticationMethods = [.. authenticationMethods],
                            }
                    ),
                SessionAuditKind.Rotated,
                by: null,
                presentedToken,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionTokensResult> SetRolesAsync(
        SessionId id,
        IReadOnlyList<string> roles,
        IReadOnlyList<string>? permissions,
        string by,
        string? presentedToken = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(roles);
        SessionInput.DemandActor(by, nameof(by));
        var error =
            SessionInput.CheckRoles(roles) ?? (permissions is null ? null : SessionInput.CheckPermissions(permissions));
        if (error is not null)
            return NoTokens(SessionOutcome.Invalid, error);
        return await ReissueAsync(
                id,
                async (session, now) =>
                {
                    var changed = session with
                    {
                        Roles = [.. roles],
                        Permissions = permissions is null ? session.Permissions : [.. permissions],
                    };
                    return await TightenAsync(changed, withIdle: true, cancellationToken).ConfigureAwait(false);
                },
                SessionAuditKind.RolesChanged,
                by,
                presentedToken,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Changes a session and gives it a secret that has no grace for the one before.</summary>
    private async ValueTask<SessionTokensResult> ReissueAsync(
        SessionId id,
        Func<UserSession, DateTimeOffset, ValueTask<UserSession>> change,
        SessionAuditKind kind,
        string? by,
        string? presented,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var record = await FindReadableAsync(id, cancellationToken).ConfigureAwait(false);
            var now = Now;
            if (record is null)
                return NoTokens(SessionOutcome.NotFound);
            if (!record.Session.IsLiveAt(now))
                return NoTokens(SessionOutcome.Ended);
            // In the record that is replaced: whoever holds a dead secret must not be handed the new one.
            if (presented is not null && !LetsIn(presented, record, now))
                return NoTokens(SessionOutcome.NotFound);
            var changed = await change(record.Session, now).ConfigureAwait(false);
            if (!changed.IsLiveAt(now))
                return await EndTightenedAsync(record.Session).ConfigureAwait(false);
            var issued = await _backend.IssueAsync(changed, cancellationToken).ConfigureAwait(false);
            // A code was made for the rights and the secret of before.
            record = record with
            {
                Transfer = null,
            };
            if (!await ReplaceAsync(record, changed, issued, now).ConfigureAwait(false))
                continue;
            await RecordAsync(kind, changed, now, by ?? changed.UserId, null, default).ConfigureAwait(false);
            return Given(changed, issued);
        }

        return NoTokens(SessionOutcome.Conflict);
    }

    private bool LetsIn(string presented, SessionRecord record, DateTimeOffset now)
    {
        var reading = _backend.Read(presented);
        return reading.IsFor(CredentialUses.Access)
            && reading.Id == record.Session.Id
            && JudgeRecord(record, in reading, now, out _) == SessionVerdictReason.Valid;
    }

    private ValueTask<bool> ReplaceAsync(
        SessionRecord record,
        UserSession session,
        IssuedCredentials issued,
        DateTimeOffset now
    ) =>
        _storage.ReplaceAsync(
            record with
            {
                Session = session,
                SecretHash = issued.SecretHash,
                Replaced = issued.Replaced,
            },
            record.Version,
            now,
            CancellationToken.None
        );

    /// <summary>A session used now, its end moved by the policy of now and never past the absolute end.</summary>
    private async ValueTask<UserSession> RenewAsync(
        UserSession session,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var used = session.UsedAt(now);
        var end = Instant.Add(now, session.IdleTimeout);
        if (end > used.ExpiresAt)
            used = used with { ExpiresAt = UserSession.Earlier(end, used.AbsoluteExpiresAt) };
        return await TightenAsync(used, withIdle: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a session that by the policy of now should be over: tokens for it would be refused at once.</summary>
    private async ValueTask<SessionTokensResult> EndTightenedAsync(UserSession session)
    {
        await TerminateAsync(
                session.Id,
                SessionTermination.System,
                SessionEndReasons.PolicyTightened,
                CancellationToken.None
            )
            .ConfigureAwait(false);
        return NoTokens(SessionOutcome.Ended);
    }

    /// <summary>Brings a session's ends within the policy that applies to it now. Ends only come nearer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="withIdle">
    /// Whether the idle timeout too: when the roles changed. Otherwise the one that the sign-in asked for stands.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    private async ValueTask<UserSession> TightenAsync(
        UserSession session,
        bool withIdle,
        CancellationToken cancellationToken
    )
    {
        var policy = await _policies
            .ResolveAsync(session.UserId, session.Roles, cancellationToken)
            .ConfigureAwait(false);
        var lifetime = session.IsPersistent ? policy.RememberMeLifetime : policy.AbsoluteLifetime;
        var absolute = UserSession.Earlier(session.AbsoluteExpiresAt, Instant.Add(session.CreatedAt, lifetime));
        session = session with
        {
            AbsoluteExpiresAt = absolute,
            ExpiresAt = UserSession.Earlier(session.ExpiresAt, absolute),
        };
        var idle = session.IsPersistent ? policy.RememberMeIdleTimeout : policy.IdleTimeout;
        if (!withIdle || idle >= session.IdleTimeout)
            return session;
        return session with
        {
            IdleTimeout = idle,
            ExpiresAt = UserSession.Earlier(session.ExpiresAt, Instant.Add(session.LastActivityAt, idle)),
        };
    }

    private async ValueTask<SessionTokensResult> EndReusedAsync(
        UserSession session,
        SessionAccess access,
        DateTimeOffset now
    )
    {
        var termination = new SessionTermination
        {
            At = now,
            By = SessionTermination.System,
            Reason = SessionEndReasons.TokenReuse,
        };
        var ended = await _storage
            .TerminateAsync(session.Id, termination, CancellationToken.None)
            .ConfigureAwait(false);
        if (ended is not null)
        {
            LogReuse(session.Id);
            LogSecurityEvent(SessionSecurityEventKind.SuspiciousActivity, 1);
            _metrics.Ended(SessionEndReasons.TokenReuse);
            await RecordAsync(
                    SessionAuditKind.Suspicious,
                    session,
                    now,
                    SessionTermination.System,
                    SessionEndReasons.TokenReuse,
                    access
                )
                .ConfigureAwait(false);
            await RecordAsync(
                    SessionAuditKind.SecurityEvent,
                    session,
                    now,
                    SessionTermination.System,
                    SessionEndReasons.TokenReuse,
                    access
                )
                .ConfigureAwait(false);
            await _audit
                .WriteAsync(SessionAuditEvents.Ended(ended.Session), CancellationToken.None)
                .ConfigureAwait(false);
        }

        return NoTokens(SessionOutcome.Ended);
    }

    private static SessionTokensResult Given(UserSession session, IssuedCredentials issued) =>
        new()
        {
            Outcome = SessionOutcome.Success,
            Session = session,
            Tokens = issued.Tokens,
        };

    private static SessionTokensResult NoTokens(SessionOutcome outcome, SessionError? error = null) =>
        new() { Outcome = outcome, Error = error };
}
