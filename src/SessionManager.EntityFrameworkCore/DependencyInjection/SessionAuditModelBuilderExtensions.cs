using SessionManager.EntityFrameworkCore.Audit;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the audit trail's tables into a host's own context.</summary>
public static class SessionAuditModelBuilderExtensions
{
    /// <summary>
    /// Maps <c>session_audit</c> and <c>session_audit_chains</c>, for a context that keeps the audit trail and no
    /// sessions. Call it from <c>OnModelCreating</c>; calling it again changes nothing.
    /// </summary>
    /// <param name="modelBuilder">The context's model builder.</param>
    /// <param name="schema">The schema of both tables; null for the default one.</param>
    /// <returns>The same builder.</returns>
    public static ModelBuilder ApplySessionAudit(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        SessionAuditMapping.Map(modelBuilder, schema);
        return modelBuilder;
    }
}
