using SessionManager.EntityFrameworkCore.Mapping;
using SessionManager.EntityFrameworkCore.Sessions;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the session tables into a host's model.</summary>
public static class SessionModelBuilderExtensions
{
    /// <summary>
    /// Maps <see cref="SessionEntity"/> and what belongs to it. Call it in <c>OnModelCreating</c>; what is configured
    /// afterwards (names, a schema, more indexes) stands.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="preset">The shape of the table.</param>
    /// <param name="schema">The schema of the tables; null for the model's default.</param>
    public static SessionModelBuilder<SessionEntity> ApplySessionManager(
        this ModelBuilder modelBuilder,
        SessionTablePreset preset = SessionTablePreset.Sessions,
        string? schema = null
    ) => modelBuilder.ApplySessionManager<SessionEntity>(preset, schema);

    /// <summary>Maps a host's own entity, which has columns of its own beside those of <see cref="SessionEntity"/>.</summary>
    /// <typeparam name="TSession">The host's entity.</typeparam>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="preset">The shape of the table.</param>
    /// <param name="schema">The schema of the tables; null for the model's default.</param>
    public static SessionModelBuilder<TSession> ApplySessionManager<TSession>(
        this ModelBuilder modelBuilder,
        SessionTablePreset preset = SessionTablePreset.Sessions,
        string? schema = null
    )
        where TSession : SessionEntity
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var layout = SessionTableLayout.Of(preset);
        SessionMapping.MapSessions<TSession>(modelBuilder, layout, schema);
        SessionMapping.MapUsers(modelBuilder, schema);
        return new SessionModelBuilder<TSession>(modelBuilder);
    }
}
