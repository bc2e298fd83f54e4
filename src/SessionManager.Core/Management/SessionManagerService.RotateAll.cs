using SessionManager.Audit;
using SessionManager.Diagnostics;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Management;

public sealed partial class SessionManagerService
{
    /// <inheritdoc/>
    public async ValueTask<SessionTokenRotationResult> RotateAllAsync(
        SessionTokenRotation rotation,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rotation);
        SessionInput.DemandActor(rotation.By, nameof(rotation));
        if (rotation.UserId is { } userId)
            SessionInput.DemandUserId(userId, nameof(rotation));
        using var trace = SessionManagerDiagnostics.Source.StartActivity("SessionManager.RotateAll");
        var kept = await FindKeptAsync(rotation, cancellationToken).ConfigureAwait(false);
        // First, so that the session that asks is as good as new before anything takes long.
        var current = kept is null
            ? null
            : await RotateAsync(kept.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
        var except = current is { Succeeded: true } ? kept : null;
        var ended = rotation.UserId is null
            ? await EndEveryonesAsync(rotation.By, except, cancellationToken).ConfigureAwait(false)
            : await EndTokensAsync(rotation.UserId, rotation.By, except, cancellationToken).ConfigureAwait(false);
        LogSecurityEvent(SessionSecurityEventKind.Manual, ended);
        await RecordRotationAsync(rotation).ConfigureAwait(false);
        return new SessionTokenRotationResult(ended, current);
    }

    /// <summary>The session that goes on; null when it is not one of those whose tokens are rotated.</summary>
    private async ValueTask<UserSession?> FindKeptAsync(
        SessionTokenRotation rotation,
        CancellationToken cancellationToken
    )
    {
        if (rotation.Current is not { } id)
            return null;
        var record = await FindReadableAsync(id, cancellationToken).ConfigureAwait(false);
        return
            record is not null
            && (
                rotation.UserId is null
                || string.Equals(record.Session.UserId, rotation.UserId, StringComparison.Ordinal)
            )
            ? record.Session
            : null;
    }

    private ValueTask<int> EndTokensAsync(
        string userId,
        string by,
        UserSession? except,
        CancellationToken cancellationToken
    )
    {
        var isTheirs = string.Equals(except?.UserId, userId, StringComparison.Ordinal);
        return TerminateAllAsync(
            userId,
            by,
            SessionEndReasons.TokenRotation,
            isTheirs ? except!.Id : null,
            cancellationToken
        );
    }

    /// <summary>
    /// Ends the sessions of all users who had one when this began. A session that is used while its page is read may move
    /// to a page before, so the pages are read until there is nothing on them.
    /// </summary>
    private async ValueTask<int> EndEveryonesAsync(string by, UserSession? except, CancellationToken cancellationToken)
    {
        // By the clock of the host that opened it, what is of this moment may seem to be opened later: it goes too.
        var filters = new SessionFilters { ActiveOnly = true, CreatedBefore = Now + SessionTermination.ClockTolerance };
        var (all, before) = (0, -1);
        while (all > before)
        {
            before = all;
            SessionCursor? after = null;
            do
            {
                var query = new SessionQuery
                {
                    Filters = filters,
                    Limit = SessionQuery.MaximumLimit,
                    After = after,
                };
                var page = await _storage.QueryAsync(query, Now, cancellationToken).ConfigureAwait(false);
                after = page.Next;
                var users = page
                    .Sessions.Where(session => session.Id != except?.Id)
                    .Select(static session => session.UserId)
                    .Distinct(StringComparer.Ordinal);
                foreach (var userId in users)
                    all += await EndTokensAsync(userId, by, except, cancellationToken).ConfigureAwait(false);
            } while (after is not null);
        }

        return all;
    }

    private ValueTask RecordRotationAsync(SessionTokenRotation rotation) =>
        _audit.WriteAsync(
            new SessionAuditEvent
            {
                Kind = SessionAuditKind.SecurityEvent,
                At = Now,
                SessionId = rotation.Current,
                UserId = rotation.UserId,
                Actor = rotation.By,
                Reason = SessionEndReasons.TokenRotation,
                IpAddress = SessionInput.IpAddress(rotation.IpAddress),
                UserAgent = SessionInput.UserAgent(rotation.UserAgent),
            },
            CancellationToken.None
        );
}
