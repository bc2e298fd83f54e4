using SessionManager.Audit;
using SessionManager.Audit.Trail;

namespace SessionManager.Dashboard.Admin.Activity;

/// <summary>
/// Counts the last day of all nodes from the audit trail, at most once a minute. The work is bounded: of a day with more
/// events than that, the latest hours are counted, and it is said from when on. Thread-safe.
/// </summary>
internal sealed class TrailActivity(TimeProvider time)
{
    /// <summary>Of a thousand events, for each kind of event.</summary>
    public const int MostPages = 10;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private static readonly SessionAuditKind[] Kinds =
    [
        SessionAuditKind.Created,
        SessionAuditKind.Terminated,
        SessionAuditKind.Expired,
    ];

    private volatile Reading? _last;

    public async ValueTask<SessionActivity> ReadAsync(ISessionAuditTrail trail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_last is { } last && now - last.At < Kept)
            return last.Activity;
        var activity = await CountAsync(trail, now, cancellationToken).ConfigureAwait(false);
        _last = new Reading(now, activity);
        return activity;
    }

    private static async ValueTask<SessionActivity> CountAsync(
        ISessionAuditTrail trail,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var hours = new ActivityHours();
        var from = hours.Read(SessionActivity.Hours, now)[0].At;
        var complete = from;
        foreach (var kind in Kinds)
        {
            var since = await AddAsync(trail, kind, from, hours, now, cancellationToken).ConfigureAwait(false);
            if (since > complete)
                complete = since;
        }

        return new(ActivitySource.Trail, complete, hours.Read(SessionActivity.Hours, now));
    }

    /// <summary>Adds the events of a kind, newest first; says from when on it has them all.</summary>
    private static async ValueTask<DateTimeOffset> AddAsync(
        ISessionAuditTrail trail,
        SessionAuditKind kind,
        DateTimeOffset from,
        ActivityHours hours,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        SessionAuditCursor? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var query = new SessionAuditQuery
            {
                Kind = kind,
                From = from,
                Limit = SessionAuditQuery.MaximumLimit,
                After = after,
            };
            var found = await trail.QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in found.Items)
            {
                if (item.Event is { } happened)
                    hours.Add(happened, now);
            }

            if (found.Next is null)
                return from;
            after = found.Next;
        }

        return after!.Value.At;
    }

    private sealed record Reading(DateTimeOffset At, SessionActivity Activity);
}
