using SessionManager.Audit;
using SessionManager.Diagnostics;
using SessionManager.Policies;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<SessionCreateResult> CreateAsync(
        SessionCreateRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.Create");
        if (SessionInput.Check(request, _options) is { } error)
        {
            _metrics.Created(SessionOutcome.Invalid);
            return new() { Outcome = SessionOutcome.Invalid, Error = error };
        }

        return await OpenAsync(request, SessionId.Create(request.UserId), origin: null, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Opens a session for a request that was checked.</summary>
    /// <param name="request">Who, and with what rights.</param>
    /// <param name="id">The id it will have.</param>
    /// <param name="origin">The session that it is transferred from: it does not outlive that one's absolute end. Null for a sign-in.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private async ValueTask<SessionCreateResult> OpenAsync(
        SessionCreateRequest request,
        SessionId id,
        UserSession? origin,
        CancellationToken cancellationToken
    )
    {
        var policy = await _policies
            .ResolveAsync(request.UserId, request.Roles, cancellationToken)
            .ConfigureAwait(false);
        var session = Draft(request, id, policy, Now);
        if (origin is not null)
        {
            session = session with
            {
                AbsoluteExpiresAt = UserSession.Earlier(session.AbsoluteExpiresAt, origin.AbsoluteExpiresAt),
                ExpiresAt = UserSession.Earlier(session.ExpiresAt, origin.AbsoluteExpiresAt),
            };
        }

        var issued = await _backend.IssueAsync(session, cancellationToken).ConfigureAwait(false);
        session = await _enrichment.ApplyAsync(session, cancellationToken).ConfigureAwait(false);
        // Going to another device is no proof of who one is.
        if (origin is { IsUnprovedRisk: true, Risk: { } risk } && risk.Score > (session.Risk?.Score ?? 0))
            session = session with { Risk = risk };
        var record = new SessionRecord
        {
            Session = session,
            SecretHash = issued.SecretHash,
            Replaced = issued.Replaced,
        };
        var inserted = await _storage.InsertAsync(record, policy.Limit, cancellationToken).ConfigureAwait(false);
        var result = inserted.Outcome switch
        {
            SessionInsertOutcome.Inserted => new SessionCreateResult
            {
                Outcome = SessionOutcome.Success,
                Session = session,
                Tokens = issued.Tokens,
                Evicted = [.. inserted.Evicted.Select(static evicted => evicted.Session)],
            },
            SessionInsertOutcome.LimitReached => new()
            {
                Outcome = SessionOutcome.LimitReached,
                Error = new(null, "The user has as many sessions as the policy allows: end one and sign in again."),
            },
            SessionInsertOutcome.Superseded => new()
            {
                Outcome = SessionOutcome.Superseded,
                Error = new(null, "All sessions of the user were ended during this sign-in: sign in again."),
            },
            // 128 random bits do not repeat: a duplicate is a broken random number generator or a broken storage.
            _ => throw new SessionStorageException("The storage reports a new session id as taken."),
        };
        _metrics.Created(result.Outcome);
        await RecordCreateAsync(session, result, origin).ConfigureAwait(false);
        if (result.Succeeded)
            await RecordRiskAsync(session).ConfigureAwait(false);
        return result;
    }

    private UserSession Draft(SessionCreateRequest request, SessionId id, SessionPolicy policy, DateTimeOffset now)
    {
        var lifetime = request.RememberMe ? policy.RememberMeLifetime : policy.AbsoluteLifetime;
        var idle = request.RememberMe ? policy.RememberMeIdleTimeout : policy.IdleTimeout;
        if (request.Timeout is { } wanted)
            idle = Clamp(wanted);
        if (idle > lifetime)
            idle = lifetime;
        // A time ahead of now would slip past a "sign out everywhere" that comes later.
        var authenticatedAt = request.AuthenticatedAt is { } at && at < now ? at : now;
        return new UserSession
        {
            Id = id,
            UserId = request.UserId,
            UserName = request.UserName,
            Roles = Copy(request.Roles),
            Permissions = Copy(request.Permissions),
            CreatedAt = now,
            LastActivityAt = now,
            AuthenticatedAt = authenticatedAt,
            AuthenticationMethods = Copy(request.AuthenticationMethods),
            AbsoluteExpiresAt = Instant.Add(now, lifetime),
            ExpiresAt = Instant.Add(now, idle),
            IdleTimeout = idle,
            IdleAfter = policy.IdleAfter,
            RefreshThreshold = policy.RefreshThreshold,
            IsSliding = policy.Sliding,
            IsPersistent = request.RememberMe,
            IpAddress = SessionInput.IpAddress(request.IpAddress),
            UserAgent = SessionInput.UserAgent(request.UserAgent),
            Metadata = request.Metadata,
        };
    }

    /// <summary>A copy that the host cannot change under the session; one shared list for the empty ones.</summary>
    private static string[] Copy(IReadOnlyList<string> values) => values.Count == 0 ? [] : [.. values];

    private TimeSpan Clamp(TimeSpan wanted)
    {
        if (wanted < _options.MinimumTimeout)
            return _options.MinimumTimeout;
        return wanted > _options.MaximumTimeout ? _options.MaximumTimeout : wanted;
    }

    private async ValueTask RecordCreateAsync(UserSession session, SessionCreateResult result, UserSession? origin)
    {
        if (result.Succeeded)
        {
            LogCreated(session.Id, session.UserId);
            _metrics.Ended(SessionEndReasons.MaxSessionsExceeded, result.Evicted.Count);
            foreach (var evicted in result.Evicted)
                LogEnded(evicted.Id, SessionTermination.System, SessionEndReasons.MaxSessionsExceeded);
        }
        else
        {
            LogRejected(session.UserId, result.Outcome);
        }

        if (!_audit.IsEnabled)
            return;
        try
        {
            await _audit
                .WriteAsync(
                    [.. result.Evicted.Select(SessionAuditEvents.Ended), .. Opened(session, result, origin)],
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        catch (SessionAuditException) when (result.Succeeded)
        {
            // The token never reaches the client: the session must not stay behind without an owner or a record.
            var termination = new SessionTermination
            {
                At = Now,
                By = SessionTermination.System,
                Reason = SessionEndReasons.AuditFailed,
            };
            await _storage.TerminateAsync(session.Id, termination, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is audited of a sign-in; of a transfer both ends, each with the id of the other.</summary>
    private static IEnumerable<SessionAuditEvent> Opened(
        UserSession session,
        SessionCreateResult result,
        UserSession? origin
    )
    {
        var kind = result.Succeeded ? SessionAuditKind.Created : SessionAuditKind.Rejected;
        var reason = result.Succeeded ? null : WireName(result.Outcome);
        var opened = SessionAuditEvents.Of(kind, session, session.CreatedAt, session.UserId, reason);
        if (origin is null)
            return [opened];
        opened = opened with { Details = Detail("transferred_from", origin.Id) };
        if (!result.Succeeded)
            return [opened];
        var transferred = SessionAuditEvents.Of(
            SessionAuditKind.Transferred,
            origin,
            session.CreatedAt,
            session.UserId
        );
        return
        [
            opened,
            transferred with
            {
                IpAddress = session.IpAddress,
                UserAgent = session.UserAgent,
                Details = Detail("transferred_to", session.Id),
            },
        ];
    }

    private static Dictionary<string, string> Detail(string name, SessionId id) =>
        new(StringComparer.Ordinal) { [name] = id.ToString() };

    private static string WireName(SessionOutcome outcome) =>
        outcome == SessionOutcome.LimitReached ? "limit_reached" : "superseded";
}
