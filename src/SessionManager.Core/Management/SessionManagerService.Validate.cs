using SessionManager.Audit;
using SessionManager.Backends;
using SessionManager.Sessions;
using SessionManager.Storage;
using SessionManager.Storage.Caching;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <summary>How much of a user's id is asked of memory, in bytes: most are no longer, and most endpoints read it.</summary>
    private const int UserIdLength = 64;

    /// <inheritdoc/>
    public ValueTask<SessionVerdict> ValidateAsync(
        ReadOnlySpan<char> token,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    )
    {
        if (token.IsEmpty)
            return new(Refuse(SessionVerdictReason.Missing));
        var reading = _backend.Read(token);
        if (!reading.IsFor(CredentialUses.Access))
            return new(Refuse(reading.IsExpired ? SessionVerdictReason.Expired : SessionVerdictReason.Malformed));
        if (reading.Vouched is { } vouched)
        {
            // No use is recorded either: it would be the storage access that this kind of credential is chosen to spare.
            _metrics.Validated(SessionVerdictReason.Valid);
            return new(new SessionVerdict(SessionVerdictReason.Valid, vouched));
        }

        if (_cache is not null && TryAccept(_cache, in reading, access, out var verdict))
            return new(verdict);
        ValueTask<SessionRecord?> find;
        try
        {
            find = _storage.FindAsync(reading.Id, cancellationToken);
        }
        catch (SessionRecordUnreadableException exception)
        {
            return UnreadableAsync(reading.Id, exception, access);
        }

        return find.IsCompletedSuccessfully
            ? Conclude(find.Result, in reading, access)
            : ConcludeAsync(find, reading, access);
    }

    /// <summary>
    /// Lets in by a copy, if there is one. What a copy is not good enough for is judged on what is stored: a refusal,
    /// which may be of a secret or a time that is out of date, and the write of a use, which another process may have
    /// made.
    /// </summary>
    private bool TryAccept(
        SessionCache cache,
        in CredentialReading reading,
        SessionAccess access,
        out SessionVerdict verdict
    )
    {
        verdict = default;
        var now = _time.GetUtcNow();
        if (!cache.TryGet(reading.Id, now, out var copy))
            return false;
        var (record, session) = (copy.Record, copy.Session);
        SessionRecord.Prefetch(record, session);
        if (
            JudgeRecord(record, in reading, now, out _) != SessionVerdictReason.Valid
            || (!access.IsPassive && _activity.IsDue(session, now) && _activity.NeedsNote(session, now))
        )
        {
            _metrics.CacheMissed();
            return false;
        }

        ProcessorCache.Prefetch(session.UserId, UserIdLength);
        _metrics.CacheHit();
        _metrics.Validated(SessionVerdictReason.Valid);
        verdict = new SessionVerdict(SessionVerdictReason.Valid, session);
        return true;
    }

    private async ValueTask<SessionVerdict> ConcludeAsync(
        ValueTask<SessionRecord?> find,
        CredentialReading reading,
        SessionAccess access
    )
    {
        SessionRecord? record;
        try
        {
            record = await find.ConfigureAwait(false);
        }
        catch (SessionRecordUnreadableException exception)
        {
            return await UnreadableAsync(reading.Id, exception, access).ConfigureAwait(false);
        }

        return await Conclude(record, in reading, access).ConfigureAwait(false);
    }

    private ValueTask<SessionVerdict> Conclude(
        SessionRecord? record,
        in CredentialReading reading,
        SessionAccess access
    )
    {
        var now = _time.GetUtcNow();
        if (record is null)
            return new(Refuse(SessionVerdictReason.Unknown));
        var reason = JudgeRecord(record, in reading, now, out _);
        if (reason != SessionVerdictReason.Valid)
            return new(Refuse(reason));
        var session = record.Session;
        ProcessorCache.Prefetch(session.UserId, UserIdLength);
        _metrics.Validated(SessionVerdictReason.Valid);
        if (record.Replaced is not null)
            _successors.NoteOverdue(record, now);
        if (!access.IsPassive && _activity.IsDue(session, now))
        {
            if (_activity.IsUrgent(session, now))
                return UseNowAsync(session, now);
            _activity.Note(session, now);
        }

        return new(new SessionVerdict(SessionVerdictReason.Valid, session));
    }

    /// <summary>
    /// The secret is judged before the state, so that only who holds it learns (in logs and metrics) that the session
    /// ended; and the state by the clock, whether or not a cleanup has run.
    /// </summary>
    private SessionVerdictReason JudgeRecord(
        SessionRecord record,
        in CredentialReading reading,
        DateTimeOffset now,
        out CredentialVerdict verdict
    )
    {
        verdict = _backend.Judge(record, in reading, now);
        switch (verdict)
        {
            case CredentialVerdict.Accepted:
            case CredentialVerdict.AcceptedInGrace:
                break;
            case CredentialVerdict.Retired:
                return SessionVerdictReason.Retired;
            default:
                return SessionVerdictReason.Rejected;
        }

        var session = record.Session;
        if (session.IsLiveAt(now))
            return SessionVerdictReason.Valid;
        return session.StatusAt(now) == SessionStatus.Expired
            ? SessionVerdictReason.Expired
            : SessionVerdictReason.Terminated;
    }

    /// <summary>A session about to run out is kept alive before the answer: the next flush might come too late.</summary>
    private async ValueTask<SessionVerdict> UseNowAsync(UserSession session, DateTimeOffset now)
    {
        await _activity.WriteAsync(session, now).ConfigureAwait(false);
        return new SessionVerdict(SessionVerdictReason.Valid, session);
    }

    /// <summary>
    /// Refuses a record that cannot be read. Whoever knows a public id can ask for one as often as they like, so it is
    /// logged and audited once for each session, and a trail that fails is no reason to answer otherwise.
    /// </summary>
    private async ValueTask<SessionVerdict> UnreadableAsync(
        SessionId id,
        SessionRecordUnreadableException exception,
        SessionAccess access
    )
    {
        if (_unreadable.Count < MaxUnreadable && _unreadable.TryAdd(id, true))
        {
            LogUnreadable(exception, id);
            try
            {
                await _audit.WriteAsync(Unreadable(id, access), CancellationToken.None).ConfigureAwait(false);
            }
            catch (SessionAuditException failure)
            {
                LogUnreadable(failure, id);
            }
        }

        return Refuse(SessionVerdictReason.Unreadable);
    }

    private SessionAuditEvent Unreadable(SessionId id, SessionAccess access) =>
        new()
        {
            Kind = SessionAuditKind.Suspicious,
            At = Now,
            SessionId = id,
            UserId = null,
            Actor = SessionTermination.System,
            Reason = "unreadable_record",
            IpAddress = SessionInput.IpAddress(access.IpAddress),
            UserAgent = SessionInput.UserAgent(access.UserAgent),
        };

    private SessionVerdict Refuse(SessionVerdictReason reason)
    {
        _metrics.Validated(reason);
        return new SessionVerdict(reason);
    }
}
