using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SessionManager.EntityFrameworkCore.Sessions;
using SessionManager.EntityFrameworkCore.Storage.Dialects;

namespace SessionManager.EntityFrameworkCore.Storage;

/// <summary>What one operation works with: a context of its own, and how its database is spoken to.</summary>
internal sealed class DatabaseUnit<TSession>(DbContext context, SessionTable table, SessionDialect dialect)
    where TSession : SessionEntity
{
    public DbContext Context => context;

    public SessionTable Table => table;

    public SessionDialect Dialect => dialect;

    /// <summary>How often the operation was begun. From the second time on, an earlier try may have been done after all.</summary>
    public int Attempt { get; set; }

    /// <summary>All sessions: a filter of the host's model must not hide one from its storage.</summary>
    public IQueryable<TSession> Sessions => context.Set<TSession>().IgnoreQueryFilters();

    /// <summary>
    /// Sessions of which nobody has recorded an end, by the column that begins the indexes: an equality keeps the order of
    /// an index, and "has no end" does not.
    /// </summary>
    public IQueryable<TSession> Open =>
        table.Has(nameof(SessionEntity.Status))
            ? Sessions.Where(static session => session.Status == SessionEntityConverter.OpenWord)
            : Sessions.Where(static session => session.IsActive);

    public IQueryable<SessionUserEntity> Users => context.Set<SessionUserEntity>().IgnoreQueryFilters();

    /// <summary>
    /// Begins a transaction in which each statement sees what was committed before it, whatever the server's default:
    /// what is read under a lock must be what is there.
    /// </summary>
    public Task<IDbContextTransaction> BeginAsync(CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
}
