namespace SessionManager.Enrichers;

/// <summary>Adds nothing: for tests, and for a host that wants to say so.</summary>
public sealed class NoOpEnricher : ISessionEnricher
{
    /// <inheritdoc/>
    public ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken) => default;
}
