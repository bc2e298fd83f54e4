using SessionManager.Audit;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<SessionResult<SessionTransferCode>> CreateTransferCodeAsync(
        SessionId id,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    )
    {
        var secret = SessionSecret.Create();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var record = await FindReadableAsync(id, cancellationToken).ConfigureAwait(false);
            var now = Now;
            if (record is null)
                return NoCode(SessionOutcome.NotFound);
            if (!record.Session.IsLiveAt(now))
                return NoCode(SessionOutcome.Ended);
            var transfer = new SessionTransfer
            {
                Hash = SessionTransferCode.HashOf(secret),
                ExpiresAt = UserSession.Earlier(
                    Instant.Add(now, _options.TransferCodeLifetime),
                    record.Session.AbsoluteExpiresAt
                ),
            };
            if (!await ReplaceAsync(record, transfer, now).ConfigureAwait(false))
                continue;
            await RecordAsync(
                    SessionAuditKind.TransferCodeIssued,
                    record.Session,
                    now,
                    record.Session.UserId,
                    null,
                    access
                )
                .ConfigureAwait(false);
            return new()
            {
                Outcome = SessionOutcome.Success,
                Value = SessionTransferCode.Create(id, secret, transfer.ExpiresAt),
            };
        }

        return NoCode(SessionOutcome.Conflict);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionCreateResult> RedeemTransferCodeAsync(
        string code,
        SessionAccess access = default,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(code);
        cancellationToken.ThrowIfCancellationRequested();
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.RedeemTransferCode");
        if (!SessionTransferCode.TryParse(code, out var presented))
            return NotRedeemed();
        var hash = SessionTransferCode.HashOf(presented.Secret);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var record = await FindReadableAsync(presented.Id, cancellationToken).ConfigureAwait(false);
            var now = Now;
            // The proof first, so that nobody else learns anything of the session or of its code.
            if (
                record?.Transfer is not { } transfer
                || transfer.Hash != hash
                || now >= transfer.ExpiresAt
                || !record.Session.IsLiveAt(now)
            )
            {
                return NotRedeemed();
            }

            if (transfer.RedeemedBy is not null)
                return await RefuseSpentAsync(record.Session, access, now).ConfigureAwait(false);
            var id = SessionId.Create(record.Session.UserId);
            // Spent before anything is opened: who comes second, or finds the session ended, gets nothing.
            if (await ReplaceAsync(record, transfer with { RedeemedBy = id }, now).ConfigureAwait(false))
                return await OpenTransferredAsync(record.Session, id, access).ConfigureAwait(false);
        }

        return NotRedeemed();
    }

    /// <summary>Opens the session of the other device: the same rights and the same proof, and all else its own.</summary>
    private async ValueTask<SessionCreateResult> OpenTransferredAsync(
        UserSession origin,
        SessionId id,
        SessionAccess access
    )
    {
        var request = new SessionCreateRequest(origin.UserId)
        {
            UserName = origin.UserName,
            Roles = origin.Roles,
            Permissions = origin.Permissions,
            AuthenticationMethods = origin.AuthenticationMethods,
            AuthenticatedAt = origin.AuthenticatedAt,
            IpAddress = access.IpAddress,
            UserAgent = access.UserAgent,
        };
        // The code is spent: from here on it is done wholly.
        var result = await OpenAsync(request, id, origin, CancellationToken.None).ConfigureAwait(false);
        if (!result.Succeeded || result.Evicted.Any(evicted => evicted.Id == origin.Id))
            return result;
        return await IsAsBeforeAsync(origin).ConfigureAwait(false) ? result : await UndoAsync(id).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the origin still is what the new session was made of. One that ended, or lost rights, between the code and
    /// the insert must not live on in another.
    /// </summary>
    private async ValueTask<bool> IsAsBeforeAsync(UserSession origin)
    {
        var record = await FindReadableAsync(origin.Id, CancellationToken.None).ConfigureAwait(false);
        return record is not null
            && record.Session.IsLiveAt(Now)
            && record.Session.Roles.SequenceEqual(origin.Roles, StringComparer.Ordinal)
            && record.Session.Permissions.SequenceEqual(origin.Permissions, StringComparer.Ordinal);
    }

    private async ValueTask<SessionCreateResult> UndoAsync(SessionId id)
    {
        await TerminateAsync(id, SessionTermination.System, SessionEndReasons.TransferRevoked, CancellationToken.None)
            .ConfigureAwait(false);
        return NotRedeemed();
    }

    /// <summary>
    /// Two devices had the code. Which of them was meant is not known, so nothing ends: the new session stands in the
    /// user's list, and the trail says so.
    /// </summary>
    private async ValueTask<SessionCreateResult> RefuseSpentAsync(
        UserSession origin,
        SessionAccess access,
        DateTimeOffset now
    )
    {
        LogSuspicion("transfer_code_reuse", origin.Id);
        await RecordAsync(
                SessionAuditKind.Suspicious,
                origin,
                now,
                SessionTermination.System,
                "transfer_code_reuse",
                access
            )
            .ConfigureAwait(false);
        return NotRedeemed();
    }

    private ValueTask<bool> ReplaceAsync(SessionRecord record, SessionTransfer transfer, DateTimeOffset now) =>
        _storage.ReplaceAsync(record with { Transfer = transfer }, record.Version, now, CancellationToken.None);

    private static SessionResult<SessionTransferCode> NoCode(SessionOutcome outcome) => new() { Outcome = outcome };

    private SessionCreateResult NotRedeemed()
    {
        _metrics.Created(SessionOutcome.NotFound);
        return new()
        {
            Outcome = SessionOutcome.NotFound,
            Error = new(null, "The code is not good, or not any more: make a new one."),
        };
    }
}
