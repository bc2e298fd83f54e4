using Microsoft.EntityFrameworkCore;
using SessionManager.EntityFrameworkCore.Schema;

namespace SessionManager.Cli.Databases;

/// <summary>What a cleanup of this moment would do.</summary>
/// <param name="Expired">How many sessions it would mark.</param>
/// <param name="Purged">How many it would delete, those it marked included.</param>
internal sealed record CleanupForecast(int Expired, int Purged)
{
    /// <param name="context">The tables.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="keep">How long ended sessions are kept; null for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<CleanupForecast> OfAsync(
        SessionDbContextBase context,
        DateTime now,
        TimeSpan? keep,
        CancellationToken cancellationToken
    )
    {
        var due = context.Sessions.Where(session => session.TerminatedAt == null && session.ExpiresAt <= now);
        var expired = await due.CountAsync(cancellationToken).ConfigureAwait(false);
        if (keep is not { } kept || kept >= now - DateTime.MinValue)
            return new(expired, 0);
        var before = DateTime.SpecifyKind(now - kept, DateTimeKind.Utc);
        var old = await context
            .Sessions.CountAsync(session => session.TerminatedAt < before, cancellationToken)
            .ConfigureAwait(false);
        // A session is marked at the moment its time ran out, which may be long ago.
        var oldOnceMarked = await due.CountAsync(session => session.ExpiresAt < before, cancellationToken)
            .ConfigureAwait(false);
        return new(expired, old + oldOnceMarked);
    }
}
