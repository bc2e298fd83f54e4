using Microsoft.Extensions.Logging;
using SessionManager.Diagnostics;
using SessionManager.Sessions;

namespace SessionManager.Enrichers;

/// <summary>Runs the enrichers over a session in the making, each bounded in time and none able to stop a sign-in.</summary>
internal sealed partial class SessionEnrichment(
    IEnumerable<ISessionEnricher> enrichers,
    TimeSpan timeout,
    TimeProvider time,
    SessionMetrics metrics,
    ILogger<SessionEnrichment> logger
)
{
    private readonly ISessionEnricher[] _enrichers =
    [
        .. enrichers.Where(static enricher => enricher is not NoOpEnricher),
    ];

    public async ValueTask<UserSession> ApplyAsync(UserSession session, CancellationToken cancellationToken)
    {
        foreach (var enricher in _enrichers)
        {
            // A copy for each: one that comes back after its time writes where nobody looks.
            var context = new SessionEnrichmentContext(session);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                var call = enricher.EnrichAsync(context, bound.Token);
                if (!call.IsCompletedSuccessfully)
                    await call.AsTask().WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
                session = context.Apply();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                await bound.CancelAsync().ConfigureAwait(false);
                var name = enricher.GetType().Name;
                metrics.EnricherFailed(name);
                LogLeftOut(exception, name, session.Id);
            }
        }

        return session;
    }

    [LoggerMessage(
        EventId = 1401,
        EventName = "SessionEnricherLeftOut",
        Level = LogLevel.Warning,
        Message = "The enricher {Enricher} failed or took too long; session {SessionId} goes on without it."
    )]
    private partial void LogLeftOut(Exception exception, string enricher, SessionId sessionId);
}
