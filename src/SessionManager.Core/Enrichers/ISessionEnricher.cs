namespace SessionManager.Enrichers;

/// <summary>Adds what can be known about a session at sign-in.</summary>
/// <remarks>
/// Enrichers run one after the other in the order in which they were added, each on what those before it left, between
/// the making of the session and its insert. One that throws or takes longer than
/// <c>SessionManagerOptions.EnricherTimeout</c> is logged and left out, with all it set: it never blocks a sign-in.
/// Members may be called at once from several threads.
/// </remarks>
public interface ISessionEnricher
{
    /// <summary>Sets what it knows on the context.</summary>
    ValueTask EnrichAsync(SessionEnrichmentContext context, CancellationToken cancellationToken);
}
