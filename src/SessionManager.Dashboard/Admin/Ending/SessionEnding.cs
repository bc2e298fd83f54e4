using SessionManager.Audit;
using SessionManager.Sessions;
using SessionManager.Storage;

namespace SessionManager.Dashboard.Admin.Ending;

/// <summary>
/// Ends sessions for an admin, and can say at any time how far it is. The admin's own session stays. Each end is in the
/// audit trail with the admin as its actor, as the caller's rule does it.
/// </summary>
internal sealed class SessionEnding(AdminCall call, TimeProvider time, long total)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private long _ended;
    private long _skipped;
    private long _heldAt = time.GetTimestamp();

    /// <summary>How far it is. May be asked while it is at work.</summary>
    public EndProgress Progress =>
        new()
        {
            Ended = Interlocked.Read(ref _ended),
            Skipped = Interlocked.Read(ref _skipped),
            Total = total,
        };

    public Task<EndProgress> EndAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken) =>
        RunAsync(cancel => EndEachAsync(ids, cancel), cancellationToken);

    public Task<EndProgress> EndUserAsync(string userId, CancellationToken cancellationToken) =>
        RunAsync(cancel => EndAllOfAsync(userId, cancel), cancellationToken);

    public Task<EndProgress> EndEveryoneAsync(CancellationToken cancellationToken) =>
        RunAsync(EndEveryonesAsync, cancellationToken);

    private async Task<EndProgress> RunAsync(
        Func<CancellationToken, Task<bool>> work,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var held = await work(cancellationToken).ConfigureAwait(false);
            return Progress with { Outcome = held ? EndOutcome.Done : EndOutcome.Denied };
        }
        catch (SessionStorageUnsupportedException)
        {
            return Progress with { Outcome = EndOutcome.Unsupported };
        }
        catch (Exception exception) when (exception is SessionStorageException or SessionAuditException)
        {
            return Progress with { Outcome = EndOutcome.Unavailable };
        }
    }

    private async Task<bool> EndEachAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!await HoldsAsync(cancellationToken).ConfigureAwait(false))
                return false;
            var isEnded =
                id != call.Current.Id
                && (
                    await call.Sessions.TerminateAsync(id, reason: null, cancellationToken).ConfigureAwait(false)
                ).Succeeded;
            Interlocked.Increment(ref isEnded ? ref _ended : ref _skipped);
        }

        return true;
    }

    private async Task<bool> EndAllOfAsync(string userId, CancellationToken cancellationToken)
    {
        if (!await HoldsAsync(cancellationToken).ConfigureAwait(false))
            return false;
        var ended = await call
            .Sessions.TerminateAllAsync(userId, exceptCurrent: true, SessionEndReasons.AdminRevoked, cancellationToken)
            .ConfigureAwait(false);
        if (!ended.Succeeded)
            return false;
        Interlocked.Add(ref _ended, ended.Value);
        return true;
    }

    /// <summary>
    /// User by user, so that sign-ins that are on their way do not slip past. A session that is used while its page is
    /// read may move to a page before, so the pages are read until there is nothing more to end on them.
    /// </summary>
    private async Task<bool> EndEveryonesAsync(CancellationToken cancellationToken)
    {
        var filters = new SessionFilters { ActiveOnly = true, CreatedBefore = time.GetUtcNow() };
        var before = -1L;
        while (Interlocked.Read(ref _ended) > before)
        {
            before = Interlocked.Read(ref _ended);
            SessionCursor? after = null;
            do
            {
                var query = new SessionQuery
                {
                    Filters = filters,
                    Limit = SessionQuery.MaximumLimit,
                    After = after,
                };
                var page = await call.Sessions.QueryAsync(query, cancellationToken).ConfigureAwait(false);
                if (!page.Succeeded)
                    return false;
                foreach (var userId in Others(page.Value))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!await EndAllOfAsync(userId, cancellationToken).ConfigureAwait(false))
                        return false;
                }

                after = page.Value.Next;
            } while (after is not null);
        }

        return true;
    }

    private IEnumerable<string> Others(SessionPage page)
    {
        var own = call.Current.Id;
        return page
            .Sessions.Where(session => session.Id != own)
            .Select(static session => session.UserId)
            .Distinct(StringComparer.Ordinal);
    }

    private async ValueTask<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_heldAt) < AskAgain)
            return true;
        _heldAt = time.GetTimestamp();
        return await call.StillHoldsAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }
}
