using SessionManager.Enrichers;

namespace SessionManager.Testing.Management;

/// <summary>An enricher that runs a test's code.</summary>
internal sealed class HookEnricher(Func<SessionEnrichmentContext, CancellationToken, ValueTask> hook) : ISessionEnricher
{
    public ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken) =>
        hook(context, cancellationToken);
}
