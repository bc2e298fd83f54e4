using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

/// <summary>The own-or-admin rule, in the one place where it stands.</summary>
internal sealed class CallerSessions : ICallerSessions
{
    private readonly ISessionManager _sessions;

    public CallerSessions(ISessionManager sessions, ISet<string> adminRoles, SessionCaller caller)
    {
        _sessions = sessions;
        Caller = caller;
        IsAdmin = !caller.IsAnonymous && caller.Roles.Any(adminRoles.Contains);
    }

    public SessionCaller Caller { get; }

    public bool IsAdmin { get; }

    public async ValueTask<SessionResult<SessionPage>> QueryAsync(
        SessionQuery query,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        if (Caller.IsAnonymous)
            return Refuse<SessionPage>(SessionOutcome.Denied);
        if (query.Limit is < 1 or > SessionQuery.MaximumLimit)
        {
            return Refuse<SessionPage>(
                SessionOutcome.Invalid,
                new("limit", $"The page size must be from 1 to {SessionQuery.MaximumLimit}.")
            );
        }

        if (query.Filters.UserId is { Length: 0 })
            return Refuse<SessionPage>(SessionOutcome.Invalid, new("user_id", "The user id must not be empty."));
        if (!IsAdmin)
        {
            if (query.Filters.UserId is { } wanted && !IsOwn(wanted))
                return Refuse<SessionPage>(SessionOutcome.Denied);
            query = query with { Filters = query.Filters with { UserId = Caller.UserId } };
        }

        return Done(await _sessions.QueryAsync(query, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<SessionResult<UserSession>> GetAsync(
        SessionId id,
        CancellationToken cancellationToken = default
    )
    {
        if (Caller.IsAnonymous)
            return Refuse<UserSession>(SessionOutcome.Denied);
        var session = await _sessions.GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (session is null)
            return Refuse<UserSession>(SessionOutcome.NotFound);
        return IsAdmin || IsOwn(session.UserId) ? Done(session) : Refuse<UserSession>(SessionOutcome.Denied);
    }

    public ValueTask<SessionResult<UserSession>> TouchAsync(
        SessionId id,
        CancellationToken cancellationToken = default
    ) =>
        ActAsync(
            id,
            async session =>
            {
                var moved = await _sessions.TouchAsync(id, cancellationToken).ConfigureAwait(false);
                var now = await _sessions.GetAsync(id, cancellationToken).ConfigureAwait(false);
                return moved && now is not null ? Done(now) : Refuse<UserSession>(SessionOutcome.Ended);
            },
            cancellationToken
        );

    public ValueTask<SessionResult<UserSession>> ExtendAsync(
        SessionId id,
        TimeSpan by,
        CancellationToken cancellationToken = default
    ) => ActAsync(id, _ => _sessions.ExtendAsync(id, by, cancellationToken), cancellationToken);

    public ValueTask<SessionResult<UserSession>> RenameAsync(
        SessionId id,
        string? label,
        CancellationToken cancellationToken = default
    ) => ActAsync(id, _ => _sessions.RenameAsync(id, label, cancellationToken), cancellationToken);

    public ValueTask<SessionResult<UserSession>> SetMetadataAsync(
        SessionId id,
        SessionMetadata metadata,
        CancellationToken cancellationToken = default
    ) => ActAsync(id, _ => _sessions.SetMetadataAsync(id, metadata, cancellationToken), cancellationToken);

    public ValueTask<SessionResult<UserSession>> TerminateAsync(
        SessionId id,
        string? reason = null,
        CancellationToken cancellationToken = default
    ) =>
        ActAsync(
            id,
            async session =>
            {
                var why = reason ?? DefaultReason(session.UserId, SessionEndReasons.UserLogout);
                if (SessionInput.CheckReason(why) is { } error)
                    return Refuse<UserSession>(SessionOutcome.Invalid, error);
                return await _sessions.TerminateAsync(id, Caller.UserId!, why, cancellationToken).ConfigureAwait(false)
                    ? Done(session)
                    : Refuse<UserSession>(SessionOutcome.Ended);
            },
            cancellationToken
        );

    public async ValueTask<SessionResult<int>> TerminateAllAsync(
        string? userId = null,
        bool exceptCurrent = true,
        string? reason = null,
        CancellationToken cancellationToken = default
    )
    {
        if (Caller.IsAnonymous)
            return Refuse<int>(SessionOutcome.Denied);
        var whose = userId ?? Caller.UserId!;
        if (!IsAdmin && !IsOwn(whose))
            return Refuse<int>(SessionOutcome.Denied);
        if (SessionInput.CheckUserId(whose) is { } error)
            return Refuse<int>(SessionOutcome.Invalid, error);
        var except = exceptCurrent ? Caller.CurrentSession : null;
        var why = reason ?? DefaultReason(whose, SessionEndReasons.UserLogoutAll);
        if (SessionInput.CheckReason(why) is { } wrong)
            return Refuse<int>(SessionOutcome.Invalid, wrong);
        return Done(
            await _sessions
                .TerminateAllAsync(whose, Caller.UserId!, why, except, cancellationToken)
                .ConfigureAwait(false)
        );
    }

    public async ValueTask<SessionResult<SessionTokenRotationResult>> RotateAllAsync(
        string? userId = null,
        bool everyone = false,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    )
    {
        if (Caller.IsAnonymous)
            return Refuse<SessionTokenRotationResult>(SessionOutcome.Denied);
        var whose = userId ?? Caller.UserId!;
        if (!IsAdmin && (everyone || !IsOwn(whose)))
            return Refuse<SessionTokenRotationResult>(SessionOutcome.Denied);
        if (SessionInput.CheckUserId(whose) is { } error)
            return Refuse<SessionTokenRotationResult>(SessionOutcome.Invalid, error);
        var rotation = new SessionTokenRotation(Caller.UserId!)
        {
            UserId = everyone ? null : whose,
            Current = Caller.CurrentSession,
            IpAddress = access.IpAddress,
            UserAgent = access.UserAgent,
        };
        return Done(await _sessions.RotateAllAsync(rotation, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask<SessionResult<SessionTransferCode>> CreateTransferCodeAsync(
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    ) =>
        !Caller.IsAnonymous && Caller.CurrentSession is { } current
            ? _sessions.CreateTransferCodeAsync(current, access, cancellationToken)
            : new(Refuse<SessionTransferCode>(SessionOutcome.Denied));

    public async ValueTask<SessionResult<SessionStatistics>> GetStatisticsAsync(
        CancellationToken cancellationToken = default
    ) =>
        IsAdmin
            ? Done(await _sessions.GetStatisticsAsync(cancellationToken).ConfigureAwait(false))
            : Refuse<SessionStatistics>(SessionOutcome.Denied);

    public async ValueTask<SessionResult<SessionCleanupResult>> CleanUpAsync(
        CancellationToken cancellationToken = default
    ) =>
        IsAdmin
            ? Done(await _sessions.CleanUpAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            : Refuse<SessionCleanupResult>(SessionOutcome.Denied);

    /// <summary>
    /// Looks whose session it is and then acts. The owner of a session never changes, so nothing can come between.
    /// </summary>
    private async ValueTask<SessionResult<UserSession>> ActAsync(
        SessionId id,
        Func<UserSession, ValueTask<SessionResult<UserSession>>> act,
        CancellationToken cancellationToken
    )
    {
        var found = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        return found.Succeeded ? await act(found.Value).ConfigureAwait(false) : found;
    }

    private bool IsOwn(string userId) => string.Equals(userId, Caller.UserId, StringComparison.Ordinal);

    private string DefaultReason(string userId, string own) => IsOwn(userId) ? own : SessionEndReasons.AdminRevoked;

    private static SessionResult<T> Done<T>(T value) => new() { Outcome = SessionOutcome.Success, Value = value };

    private static SessionResult<T> Refuse<T>(SessionOutcome outcome, SessionError? error = null) =>
        new() { Outcome = outcome, Error = error };
}
